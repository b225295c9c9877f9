import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import { openQuickbooks } from '../../../../shared/adapters/quickbooks/accounting.ts';
import type { Accounting, AccountingFault } from '../../../../shared/ports/accounting.ts';
import {
	copyView,
	horizon,
	invoices,
	ledger,
	organisation,
	type Rig,
	readAll,
	realm,
	startRig,
	storeView,
	today,
} from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

const markNow = (): string => JSON.stringify({ at: rig.clock.now, home: 'USD', zone: { name: 'UTC', asked: today } });

const failing = async (accounting: Accounting): Promise<AccountingFault> => {
	try {
		await accounting.page(accounting.everything(horizon));
	} catch (error) {
		return error as AccountingFault;
	}
	throw new Error('it did not fail');
};

describe('what goes wrong', () => {
	const expected: readonly (readonly [FaultKind, AccountingFault['kind'], number | null])[] = [
		['throttled-minute', 'throttled', 60_000],
		['throttled-day', 'throttled', 64_800_000],
		['throttled-concurrent', 'throttled', 1000],
		['throttled-empty', 'throttled', 60_000],
		['throttled-xml', 'throttled', 60_000],
		['unauthorised', 'unauthorised', null],
		['forbidden', 'forbidden', null],
		['server-error', 'unavailable', null],
		['unavailable-html', 'unavailable', null],
		['cut-before', 'unavailable', null],
		['cut-after', 'unavailable', null],
	];
	it.each(expected)('%s is %s, on every kind of call, and then it goes on', async (fault, kind, retryAfterMs) => {
		rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
		const accounting = await rig.open();
		for (const path of ['preferences', 'query', 'cdc', 'companyinfo']) {
			rig.sandbox.faults.add(fault, 1, path);
			const copyOf = async (): Promise<unknown> => {
				if (path === 'companyinfo') return accounting.organisation();
				if (path === 'cdc') return accounting.page(accounting.changes(markNow()));
				return path === 'preferences' ? accounting.page(accounting.everything(horizon)) : accounting.control();
			};
			const error = await copyOf().then(
				() => null,
				(thrown: unknown) => thrown as AccountingFault,
			);
			expect(error).toMatchObject({ name: 'AccountingFault', kind, retryAfterMs });
			expect(error?.cause).toBeUndefined();
			expect(rig.sandbox.faults.list()).toEqual([]);
			await copyOf();
		}
	});

	it.each(['preferences', 'companyinfo', 'query', 'cdc'])('half a page of %s is refused, and read again is whole', async (path) => {
		rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
		const accounting = await rig.open();
		rig.sandbox.faults.add('truncated-page', 1, path);
		const cursor = path === 'cdc' ? accounting.changes(markNow()) : accounting.everything(horizon);
		const read = () => readAll(accounting, cursor);
		await expect(read()).rejects.toMatchObject({ kind: 'refused' });
		await read();
	});

	it('rows that repeat do no harm', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(1500) }) });
		const accounting = await rig.open();
		rig.sandbox.faults.add('repeated-rows', 20);
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect(copyView(copy)).toEqual(storeView(rig));
		expect(rig.sandbox.faults.injected.get('repeated-rows')).toBeGreaterThanOrEqual(3);
	});

	it('rows that repeat count once in the control figure', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
		const accounting = await rig.open();
		const { figures } = await accounting.control();
		rig.sandbox.faults.add('repeated-rows', 1);
		expect((await accounting.control()).figures).toEqual(figures);
		expect(rig.sandbox.faults.injected.get('repeated-rows')).toBe(1);
	});

	it('a row that makes no sense is refused with its reason, the rest loads', async () => {
		rig = await startRig({ organisation: organisation({ documents: invoices(10) }) });
		const accounting = await rig.open();
		rig.sandbox.faults.add('broken-row', 2);
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect(copy.documents.size).toBe(9);
		expect(copy.refused).toEqual([
			{ kind: 'customer', id: '1', reason: '"Q?Q" is not an ISO 4217 currency we can account in' },
			{ kind: 'invoice', id: expect.any(String), reason: 'TotalAmt is missing or not of its kind' },
		]);
	});

	it('keeps the real limits: 10 a second, 500 a minute', async () => {
		rig = await startRig({ limits: true });
		const accounting = await rig.open();
		for (let i = 0; i < 9; i += 1) await accounting.control();
		await expect(accounting.control()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 1000 });
		rig.pass(1001);
		await accounting.control();
		for (let calls = 11; calls <= 500; calls += 1) {
			rig.pass(101);
			await fetch(`${rig.sandbox.origin}/v3/company/${realm}/preferences`);
		}
		await expect(accounting.control()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 60_000 });
	});

	it('a token of another company is forbidden, none at all unauthorised', async () => {
		rig = await startRig();
		rig.sandbox.load(organisation({ id: '77', name: 'Other' }), horizon);
		const { tokens } = await rig.connect('77');
		const open = (token: string) => openQuickbooks(rig.sandbox.origin)(ledger, token, () => rig.clock.now);
		expect((await failing(await open(tokens.access))).kind).toBe('forbidden');
		expect((await failing(await open('nobody'))).kind).toBe('unauthorised');
	});

	it('never says the token: not in the fault, not on the console', async () => {
		rig = await startRig();
		const { tokens } = await rig.connect();
		const accounting = await openQuickbooks(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now);
		for (const kind of ['throttled-xml', 'cut-before', 'forbidden', 'unavailable-html'] as const) {
			rig.sandbox.faults.add(kind);
			const error = await failing(accounting);
			const all = [
				error.message,
				error.stack,
				JSON.stringify(error),
				...Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name))),
			];
			expect(all.join(' ')).not.toContain(tokens.access);
			expect(all.join(' ')).not.toContain(realm);
		}
	});
});

it('runs from a CommonJS bundle as the functions are built', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	const dir = mkdtempSync(join(tmpdir(), 'cobro-quickbooks-'));
	try {
		const outfile = join(dir, 'bundle.cjs');
		await build({
			entryPoints: ['shared/adapters/quickbooks/accounting.ts'],
			bundle: true,
			platform: 'node',
			target: 'node24',
			format: 'cjs',
			minify: true,
			outfile,
			logLevel: 'silent',
		});
		const bundle = (await import(outfile)) as { openQuickbooks: typeof openQuickbooks };
		const { tokens } = await rig.connect();
		const accounting = await bundle.openQuickbooks(rig.sandbox.origin, 200)(ledger, tokens.access, () => rig.clock.now);
		expect((await readAll(accounting, accounting.everything(horizon))).documents.size).toBe(3);
		rig.sandbox.faults.add('slow');
		await expect(accounting.organisation()).rejects.toMatchObject({ kind: 'unavailable' });
	} finally {
		rmSync(dir, { recursive: true });
	}
});
