/** Where the bundle of an entry lies: one folder each, written by scripts/bundle.ts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** An entry file under functions/: `<station>/<verb>.<trigger>.ts`. */
export type Entry = `${string}/${string}.${'http' | 'queue' | 'schedule'}.ts`;
export type CodeOf = (entry: Entry) => Code;

const dist = join(import.meta.dirname, '../../dist/functions');

/** The built bundle. Throws when it is missing: nothing is deployed that was not built. */
export const fromDist: CodeOf = (entry) => {
	const folder = join(dist, entry.replace(/\.ts$/, ''));
	if (!existsSync(folder)) throw new Error(`functions/${entry} has no bundle yet: run \`node scripts/bundle.ts\` first.`);
	return Code.fromAsset(folder);
};
