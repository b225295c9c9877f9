import { kmsVault } from '../adapters/kms/vault.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';
import { once } from './once.ts';

export const vault = once(() => kmsVault(read(env.grantKey)));
