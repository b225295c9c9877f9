import { ssmSecrets } from '../adapters/ssm/secrets.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';
import { once } from './once.ts';

export const secrets = once(() => ssmSecrets(read(env.secrets), () => Date.now()));
