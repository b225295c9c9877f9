import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundle, entries } from '../../scripts/bundle.ts';

const dist = await mkdtemp(join(tmpdir(), 'cobro-bundle-'));
let bundles: readonly Bundle[] = [];
const read = ({ folder }: Bundle): Promise<string> => readFile(join(folder, 'index.js'), 'utf8');
/** `<bundle> <file>` for each file in bundles of that name. */
const holding = async (named: RegExp, file: RegExp): Promise<readonly string[]> => {
	const { outputs } = JSON.parse(await readFile(join(dist, 'meta.json'), 'utf8')) as Metafile;
	const held = Object.entries(outputs).filter(([output]) => named.test(output));
	if (held.length === 0) throw new Error('no bundle is called that');
	return held.flatMap(([output, { inputs }]) =>
		Object.keys(inputs)
			.filter((input) => file.test(input))
			.map((input) => `${output} ${input}`),
	);
};
/** Not the texts themselves: a failure would print megabytes. */
const prints = (): Promise<readonly string[]> =>
	Promise.all(
		bundles.map(
			async (each) =>
				`${each.entry} ${createHash('sha256')
					.update(await read(each))
					.digest('hex')}`,
		),
	);

// A second on an idle machine; generous, since the suite's other files may be busy on the same two cores.
const patience = 120_000;
beforeAll(async () => {
	bundles = await bundle(dist);
}, patience);
afterAll(() => rm(dist, { recursive: true }));

/** Files beside a function that it reads when it first needs them. */
const sdksOf: Readonly<Record<string, readonly string[]>> = {
	'connect/tell.queue.ts': ['letters-sdk.js', 'ses-sdk.js'],
	'factoring/app.http.ts': ['s3-sdk.js'],
	'factoring/build.queue.ts': ['s3-sdk.js'],
	'pay/app.http.ts': ['stripe-sdk.js'],
	'pay/checkout.queue.ts': ['stripe-sdk.js'],
	'pay/public.http.ts': ['stripe-sdk.js'],
	'payables/read.queue.ts': ['quickbooks-sdk.js', 'xero-sdk.js'],
	'receivables/app.http.ts': ['letters-sdk.js'],
	'reconcile/book.queue.ts': ['quickbooks-sdk.js', 'xero-sdk.js'],
	'reminders/app.http.ts': ['letters-sdk.js'],
	'reminders/send.queue.ts': ['letters-sdk.js', 'ses-sdk.js'],
	'sync/pull.queue.ts': ['quickbooks-sdk.js', 'xero-sdk.js'],
};

describe('the bundles', () => {
	it('are one for every entry, with what Lambda needs and nothing more', async () => {
		expect(bundles.map(({ entry }) => entry)).toEqual(await entries());
		for (const { entry, folder } of bundles) {
			const sdks = sdksOf[entry] ?? [];
			expect([entry, (await readdir(folder)).sort()]).toEqual([entry, ['index.js', 'package.json', ...sdks].sort()]);
		}
	});

	it(
		'are the same bytes for the same sources: only changed functions are deployed again',
		async () => {
			const before = await prints();
			await rm(join(dist, 'functions'), { recursive: true });
			bundles = await bundle(dist);
			expect(await prints()).toEqual(before);
		},
		patience,
	);

	it('name no folder of the machine that built them', async () => {
		const here = join(import.meta.dirname, '../..');
		for (const each of bundles) expect([each.entry, (await read(each)).includes(here)]).toEqual([each.entry, false]);
	});

	it(
		'load without their environment and export a handler',
		() => {
			const load = createRequire(import.meta.url);
			for (const { entry, folder } of bundles)
				expect([entry, typeof (load(join(folder, 'index.js')) as { handler: unknown }).handler]).toEqual([entry, 'function']);
		},
		patience,
	);

	it('hold no provider SDK: it is a file of its own, which no start reads', async () => {
		expect(await holding(/\/index\.js$/, /node_modules\/(xero-node|node-quickbooks|axios)\//)).toEqual([]);
		const folder = bundles.find(({ entry }) => entry === 'sync/pull.queue.ts')?.folder ?? '';
		const load = createRequire(import.meta.url);
		expect(load(join(folder, 'xero-sdk.js'))).toMatchObject({ AccountingApi: expect.any(Function), giveUpAfter: expect.any(Function) });
		expect(load(join(folder, 'quickbooks-sdk.js'))).toMatchObject({ QuickBooks: expect.any(Function), giveUpAfter: expect.any(Function) });
	});

	it('keep zod out of webhooks, which check no message and only send: 10 ms of each start', async () => {
		expect(await holding(/webhook\.http\/index\.js$/, /node_modules\/zod\//)).toEqual([]);
	});

	it('hold zod/mini only: zod itself, imported once anywhere, is 10 ms of each start', async () => {
		expect(await holding(/./, /node_modules\/zod\/v4\/classic\//)).toEqual([]);
	});
});
