/** From connecting to the files, through the running stack: bundled handlers, queue, S3. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportsView, ExportView } from '../../shared/wire/factoring-view.ts';
import type { AgingView } from '../../shared/wire/http.ts';
import { changedKeys, companyOf, type Running, refused, startRunning } from '../support/running.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

let running: Running;
let ana: Visitor;
let hub: string;

/** A session's own cookie, as a program of the same person would send it. */
const call = async (path: string, init: { method?: string; key?: string; body?: string; type?: string; accept?: string } = {}) => {
	const cookie = [...ana.cookies(hub)].map(([name, value]) => `${name}=${value}`).join('; ');
	const headers: Record<string, string> = { cookie, origin: hub, accept: init.accept ?? 'application/json' };
	if (init.key !== undefined) headers['idempotency-key'] = init.key;
	if (init.body !== undefined) headers['content-type'] = init.type ?? 'application/json';
	const answer = await fetch(`${hub}${path}`, {
		method: init.method ?? 'GET',
		headers,
		redirect: 'manual',
		...(init.body === undefined ? {} : { body: init.body }),
	});
	return { status: answer.status, headers: answer.headers, html: await answer.text() };
};
const ask = (key: string, body?: object) => call('/factoring/exports', { method: 'POST', key, body: JSON.stringify(body ?? {}) });
const view = async (id: string): Promise<ExportView> => JSON.parse((await call(`/factoring/exports/${id}`)).html) as ExportView;

beforeAll(async () => {
	running = await startRunning();
	hub = running.stack.hubOrigin;
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	expect(refused(await ask('before')).code).toBe('NO_LEDGER');
	await connectQuickbooks(visitor, await connectXero(visitor, page));
	await running.stack.idle();
}, 300_000);
afterAll(() => running.close());

const linesOf = async (made: ExportView): Promise<readonly Record<string, string>[]> => {
	const file = made.files.find(({ name }) => name.endsWith('.jsonl'));
	const text = await (await fetch(file?.url ?? '')).text();
	return text
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Record<string, string>);
};

describe('an export', () => {
	let made: ExportView;

	it('is taken at once, made in the background, and its totals are aging’s', async () => {
		const answer = await ask('key-1');
		expect(answer.status).toBe(202);
		const first = JSON.parse(answer.html) as ExportView;
		expect(answer.headers.get('location')).toBe(`/factoring/exports/${first.export}`);
		expect(first).toMatchObject({ state: 'building', files: [] });
		await running.stack.idle();
		made = await view(first.export);
		expect(made).toMatchObject({ state: 'ready', problem: null, readAgain: [] });
		const aging = await ana.json<AgingView>(`${hub}/receivables/aging`);
		expect(made.totals.map(({ currency, open, unapplied, net, buckets }) => ({ currency, open, unapplied, net, buckets }))).toEqual(
			aging.totals
				.map(({ currency, open, unapplied, net, buckets }) => ({ currency, open, unapplied, net, buckets }))
				.toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
		);
		expect(made.progress.done).toBe(made.totals.reduce((sum, { invoices }) => sum + invoices, 0));
		expect(made.progress.total).toBe(made.progress.done);
	});

	it('has files that are what the manifest says', async () => {
		expect(made.files.map(({ name }) => name.split('.').slice(1).join('.'))).toEqual(['csv', 'jsonl', 'manifest.json']);
		for (const file of made.files) {
			const answer = await fetch(file.url ?? '');
			expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file.name}"`);
			const bytes = Buffer.from(await answer.arrayBuffer());
			expect([file.name, bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([file.name, file.bytes, file.sha256]);
			if (!file.name.endsWith('manifest.json')) continue;
			const manifest = JSON.parse(bytes.toString()) as { files: object[]; currencies: object[]; company: object };
			expect(manifest).toMatchObject({ schema: 'cobro-factoring-export/1', asOf: made.asOf, rules: { maxDaysPastDue: 90 } });
			expect(manifest.files).toEqual(made.files.slice(0, 2).map(({ name, bytes: size, sha256 }) => ({ name, bytes: size, sha256 })));
			expect(manifest.currencies).toEqual(made.totals.map((each) => ({ ...each, tiesToAging: true })));
		}
	});

	it('leads to a file by one redirect', async () => {
		const file = made.files[0];
		const answer = await call(file?.path ?? '');
		expect(answer.status).toBe(303);
		expect((await fetch(answer.headers.get('location') ?? '')).status).toBe(200);
		expect((await call(`/factoring/exports/${made.export}/nothing.csv`)).status).toBe(404);
	});

	it('says of each invoice what is eligible and why not the rest', async () => {
		const lines = await linesOf(made);
		for (const total of made.totals) {
			const ours = lines.filter(({ currency }) => currency === total.currency);
			const cents = (name: string): number => ours.reduce((sum, line) => sum + Math.round(Number(line[name]) * 1000), 0);
			expect([total.currency, cents('open'), cents('eligible'), cents('unapplied')]).toEqual([
				total.currency,
				Math.round(Number(total.open) * 1000),
				Math.round(Number(total.eligible) * 1000),
				Math.round(Number(total.unapplied) * 1000),
			]);
		}
		const late = lines.filter(({ daysPastDue }) => Number(daysPastDue) > 90);
		expect(late.length).toBeGreaterThan(0);
		for (const line of late)
			expect(line).toMatchObject({ eligible: expect.stringMatching(/^0(\.0+)?$/), ineligible: [{ code: 'PAST_DUE' }] });
	});

	it('is listed', async () => {
		const listed = JSON.parse((await call('/factoring/exports')).html) as ExportsView;
		expect(listed.exports.map((each) => [each.export, each.state])).toEqual([[made.export, 'ready']]);
		expect(listed.exports[0]?.files.every(({ url }) => url === null)).toBe(true);
	});

	it('is the same with the same key, and refused with another wish', async () => {
		expect(JSON.parse((await ask('key-1')).html)).toMatchObject({ export: made.export, state: 'ready' });
		const other = refused(await ask('key-1', { format: 'csv' }));
		expect([other.status, other.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
	});

	it('of one currency, one form and another age limit holds just that', async () => {
		const currency = made.totals[0]?.currency ?? '';
		const { export: id } = JSON.parse((await ask('key-2', { currency, format: 'jsonl', rules: { maxDaysPastDue: 0 } })).html) as ExportView;
		await running.stack.idle();
		const one = await view(id);
		expect(one.totals).toHaveLength(1);
		expect(one.totals[0]).toMatchObject({ currency, open: made.totals[0]?.open });
		expect(Number(one.totals[0]?.eligible)).toBeLessThan(Number(made.totals[0]?.eligible));
		expect(one.files.map(({ name }) => name)).toEqual([expect.stringMatching(/\.jsonl$/), expect.stringMatching(/manifest\.json$/)]);
		expect((await linesOf(one)).every((line) => line.currency === currency)).toBe(true);
	});

	it('is another company’s business only there', async () => {
		const { visitor: boris } = await signedIn(running.stack, 'Boris');
		expect(await companyOf(running, boris)).not.toBe(await companyOf(running, ana));
		const theirs = await boris.request(`${hub}/factoring/exports/${made.export}`, { accept: 'application/json' });
		expect(theirs.status).toBe(404);
	});

	it('asked for by a page’s form goes back to the page', async () => {
		const answer = await call('/factoring/exports', {
			method: 'POST',
			accept: 'text/html',
			type: 'application/x-www-form-urlencoded',
			body: 'idempotencyKey=form-1&currency=&rules.maxDaysPastDue=60',
		});
		expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
		await running.stack.idle();
	});
});

describe('bad wishes', () => {
	it.each([
		['no key', undefined, {}, 400, 'IDEMPOTENCY_KEY_MISSING', 'Idempotency-Key'],
		['a key of 201 characters', 'k'.repeat(201), {}, 400, 'IDEMPOTENCY_KEY_UNREADABLE', 'Idempotency-Key'],
		['an unknown currency', 'b1', { currency: 'XYZ' }, 400, 'CURRENCY_UNKNOWN', 'currency'],
		['a currency nobody owes in', 'b2', { currency: 'CLP' }, 400, 'CURRENCY_UNKNOWN', 'currency'],
		['yesterday', 'b3', { asOf: '2020-01-01' }, 400, 'AS_OF_PAST', 'asOf'],
		['no day', 'b4', { asOf: '2026-02-30' }, 400, 'AS_OF_UNREADABLE', 'asOf'],
		['another form', 'b5', { format: 'xlsx' }, 400, 'EXPORT_UNREADABLE', 'format'],
		['an unknown rule', 'b6', { rules: { maxAge: 3 } }, 400, 'EXPORT_UNREADABLE', 'rules.maxAge'],
		['half a day', 'b7', { rules: { maxDaysPastDue: 1.5 } }, 400, 'EXPORT_UNREADABLE', 'rules.maxDaysPastDue'],
		['an unknown field', 'b8', { company: 'other' }, 400, 'EXPORT_UNREADABLE', 'company'],
	] as const)('%s', async (_, key, body, status, code, path) => {
		const before = await running.written();
		const answer = refused(
			await call('/factoring/exports', { method: 'POST', ...(key === undefined ? {} : { key }), body: JSON.stringify(body) }),
		);
		expect([answer.status, answer.code, answer.fields?.map((field) => field.path)]).toEqual([status, code, [path]]);
		expect(changedKeys(before, await running.written())).toEqual([]);
	});

	it('a body that is not JSON', async () => {
		expect(refused(await call('/factoring/exports', { method: 'POST', key: 'b9', body: '{' }))).toMatchObject({
			status: 400,
			code: 'EXPORT_UNREADABLE',
		});
	});

	it('a first read that is running is named', async () => {
		const company = await companyOf(running, ana);
		const xero = `xero-${running.xero}`;
		const was = await running.connection(company, xero);
		await running.change(company, xero, (known) => ({ ...known, phase: 'backfill' }));
		const answer = refused(await ask('b10'));
		expect([answer.status, answer.code, answer.detail]).toEqual([409, 'FIRST_READ_RUNNING', expect.stringContaining(was.name)]);
		await running.change(company, xero, (known) => ({ ...known, phase: 'live' }));
	});

	it('an unknown export, or a key that is none', async () => {
		for (const id of ['EXP-none', 'a%23b', '%20']) expect(refused(await call(`/factoring/exports/${id}`)).status).toBe(404);
	});
});
