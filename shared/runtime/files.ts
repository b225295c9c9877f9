import { s3Files } from '../adapters/s3/files.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';
import { once } from './once.ts';

/** The bucket of exports. */
export const files = once(() => s3Files(read(env.exportsBucket)));
