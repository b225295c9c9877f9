/** The worker: whatever is cut, delivered twice or moves under it, one export comes out, the same, and it ties to aging. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildExport } from '../../functions/factoring/build-export.ts';
import { age, mergeLadders } from '../../shared/domain/aging.ts';
import { addDays, day, later } from '../../shared/domain/day.ts';
import type { Unread } from '../../shared/domain/document.ts';
import type { OpenItem } from '../../shared/domain/eligibility.ts';
import { untied } from '../../shared/domain/export.ts';
import { aCreditItem, anExport, anItem, company, eur, jpy, ledgers, Model, Power, today } from './model.ts';

/** Two ledgers, two currencies, credits before and after the invoices they lessen, ties of id and day. */
const items: OpenItem[] = [
	...Array.from({ length: 30 }, (_, i) =>
		anItem({ id: `x${i}`, due: addDays(today, 40 - i * 7), open: 1_000 + i, customer: `xero-1~c${i % 4}`, held: i === 3 ? 400 : 0 }),
	),
	...Array.from({ length: 12 }, (_, i) =>
		anItem({
			id: `x${i}`,
			ledger: 'quickbooks-1',
			due: addDays(today, 40 - i * 7),
			open: 500 + i,
			customer: 'quickbooks-1~q',
			currency: jpy,
		}),
	),
	aCreditItem({ id: 'k1', customer: 'xero-1~c1', issued: addDays(today, -300), unapplied: 2_100 }),
	aCreditItem({ id: 'k2', customer: 'xero-1~c2', issued: addDays(today, 60), unapplied: 99_000 }),
];
const contents = (model: Model): readonly string[] => [
	model.file('.csv'),
	model.file('.jsonl'),
	model.file('manifest.json').replace(/"readAt": "[^"]*"/, ''),
];
type Line = Record<string, string> & { readonly ineligible: readonly { readonly code: string; readonly amount: string }[] };
const lines = (model: Model): readonly Line[] =>
	model
		.file('.jsonl')
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as Line);

describe('an export', () => {
	it('is the same in one part and in many', async () => {
		const [whole, parts] = [new Model(items), new Model(items)];
		await whole.finish(new Power(), 1e9);
		await parts.finish(new Power(), 1_500);
		expect(parts.stored?.reading?.parts).toBeGreaterThanOrEqual(3);
		expect(contents(parts)).toEqual(contents(whole));
		for (const { key, sha256, bytes } of parts.stored?.files ?? []) {
			const file = parts.files.get(key) ?? Buffer.alloc(0);
			expect([file.length, createHash('sha256').update(file).digest('hex')]).toEqual([bytes, sha256]);
		}
	});

	it('takes a credit off the newest eligible invoices of its own customer, and what is left off the total', async () => {
		const model = new Model(items);
		await model.finish(new Power());
		const ofCredit = lines(model).filter(({ ineligible }) => ineligible.some(({ code }) => code === 'UNAPPLIED_CREDIT'));
		const c1 = ofCredit.filter(({ customer }) => customer === 'xero-1~c1').map(({ number, eligible }) => [number, eligible]);
		// 21.00 of credit against 10.01, 10.05 and 10.09, the latest due first.
		expect(c1).toEqual([
			['INV-x1', '0.00'],
			['INV-x5', '0.00'],
			['INV-x9', '9.15'],
		]);
		const euros = model.stored?.totals.find((tally) => tally.currency === eur);
		const c2 = lines(model).filter(({ customer, kind }) => customer === 'xero-1~c2' && kind === 'invoice');
		expect(c2.every(({ eligible }) => eligible === '0.00')).toBe(true);
		const used = (euros?.refused.UNAPPLIED_CREDIT?.minor ?? 0) - 2_100;
		expect(euros?.excessCredit).toBe(99_000 - used);
	});

	it('with nothing open has a head and no line', async () => {
		const model = new Model([]);
		await model.finish(new Power());
		expect(model.stored).toMatchObject({ state: 'ready', totals: [] });
		expect(model.file('.csv')).toMatch(/^\ufeffledger,kind,number,[^\n]*also\r\n$/);
		expect(model.file('.jsonl')).toBe('');
	});

	it('guards names against formulas and leaves amounts alone', async () => {
		const model = new Model(items);
		await model.finish(new Power());
		expect(model.file('.csv')).toContain(`,'=Name of xero-1~c1,`);
		expect(model.file('.csv').split('\r\n')).toHaveLength(items.length + 2);
	});

	it('of one currency holds no other', async () => {
		const model = new Model(items, anExport({ currency: jpy, formats: ['jsonl'] }));
		await model.finish(new Power());
		expect(lines(model)).toHaveLength(12);
		expect(model.stored?.totals).toMatchObject([{ currency: jpy, invoices: 12, open: 12 * 500 + 66 }]);
	});

	it('refuses what a ledger nobody could read lately says, and leaves a disconnected one out', async () => {
		const model = new Model(items);
		model.states = [{ state: 'needs-reconnecting' }, { state: 'disconnected' }];
		await model.finish(new Power());
		expect(model.stored?.totals).toMatchObject([{ currency: jpy, eligible: 0, refused: { LEDGER_STALE: { items: 12 } } }]);
		expect(model.stored?.reading?.leftOut).toEqual([{ ledger: 'xero-1', name: 'XERO-1' }]);
		const old = new Model(items);
		old.states = [{}, { freshAsOf: later(old.now, -49 * 3_600_000) }];
		await old.finish(new Power());
		expect(old.stored?.totals.find((tally) => tally.currency === eur)?.eligible).toBe(0);
	});

	it('does not fund what may be out of date: an invoice, and whatever a customer owes whose credit is; and counts the rows', async () => {
		const model = new Model(items);
		const unread = (kind: Unread['kind'], id: string, customer?: string): Unread => ({
			kind,
			id,
			reason: 'no sense',
			...(customer === undefined ? {} : { copy: { number: '', customer } }),
		});
		model.unread.set('xero-1', [
			unread('invoice', 'x4', 'xero-1~c0'),
			unread('credit-note', 'k1', 'xero-1~c1'),
			// A plain payment of Xero carries no credit; nothing was ever held of the last, and a customer's row says nothing of amounts.
			unread('payment', 'p', 'xero-1~c3'),
			unread('credit-note', 'never'),
			unread('customer', 'c3', 'xero-1~c3'),
		]);
		await model.finish(new Power());
		const unsure = lines(model).filter(({ ineligible }) => ineligible.some(({ code }) => code === 'LEDGER_UNSURE'));
		const late = (line: Line): boolean => line.ineligible.some(({ code }) => code === 'PAST_DUE');
		const all = lines(model).filter((line) => line.kind === 'invoice' && line.ledger === 'xero-1' && !late(line));
		const meant = all.filter(({ id, customer }) => id === 'x4' || customer === 'xero-1~c1');
		expect(new Set(unsure.map(({ id }) => id))).toEqual(new Set(meant.map(({ id }) => id)));
		expect(unsure).toHaveLength(meant.length);
		expect(unsure.every(({ eligible }) => eligible === '0.00')).toBe(true);
		expect(model.stored?.totals.find((tally) => tally.currency === eur)?.refused.LEDGER_UNSURE?.items).toBe(meant.length);
		const manifest = JSON.parse(model.file('manifest.json')) as {
			ledgers: { ledger: string; unreadRows: number }[];
			rules: { order: { code: string }[] };
		};
		expect(manifest.ledgers.map(({ ledger, unreadRows }) => [ledger, unreadRows])).toEqual([
			['quickbooks-1', 0],
			['xero-1', 5],
		]);
		expect(manifest.rules.order.map(({ code }) => code)).toContain('LEDGER_UNSURE');
		expect(model.file('.csv')).toContain('LEDGER_UNSURE');
	});

	it('for any documents: every unit has one place, and the totals are aging’s', async () => {
		const some = fc.array(
			fc.record({
				kind: fc.constantFrom('invoice', 'credit-note', 'overpayment'),
				ledger: fc.constantFrom(...ledgers),
				late: fc.integer({ min: -60, max: 200 }),
				minor: fc.integer({ min: 1, max: 1_000_000 }),
				held: fc.integer({ min: 0, max: 1_000 }),
				owner: fc.integer({ min: 0, max: 3 }),
				code: fc.constantFrom(eur, jpy),
			}),
			{ maxLength: 60 },
		);
		await fc.assert(
			fc.asyncProperty(some, async (all) => {
				const model = new Model(
					all.map(({ kind, ledger, late, minor, held, owner, code }, i) => {
						const common = { id: `d${i}`, ledger, customer: `${ledger}~${owner}`, currency: code } as const;
						return kind === 'invoice'
							? anItem({
									...common,
									open: minor,
									held: Math.min(held, minor),
									due: addDays(today, -late),
									issued: addDays(today, -late - 30),
								})
							: aCreditItem({ ...common, kind, unapplied: minor, issued: addDays(today, -late) });
					}),
				);
				await model.finish(new Power(), 700);
				expect(model.stored?.state).toBe('ready');
				for (const tally of model.stored?.totals ?? []) {
					const rows = model.ladders(tally.currency);
					const unapplied = rows.reduce((sum, row) => sum + row.unapplied, 0);
					expect(untied(tally, age(tally.currency, mergeLadders(rows.map(({ ladder }) => ladder)), unapplied, today))).toEqual([]);
					const refused = Object.values(tally.refused).reduce((sum, { minor }) => sum + minor, 0);
					expect(tally.eligible).toBeGreaterThanOrEqual(0);
					expect(tally.eligible + refused).toBe(tally.open);
					expect((tally.refused.UNAPPLIED_CREDIT?.minor ?? 0) + tally.excessCredit).toBe(tally.unapplied);
				}
			}),
			{ numRuns: 60 },
		);
	});
});

describe('cut anywhere', () => {
	it.each([
		['in parts', 1_500],
		['whole', 1e9],
	])('%s: before and after every call of a port, the same bytes come out, once', async (_, partBytes) => {
		const power = new Power();
		const uncut = new Model(items);
		await uncut.finish(power, partBytes);
		const expected = contents(uncut);
		let cuts = 0;
		for (let at = 0; at < power.calls; at++)
			for (const side of ['before', 'after'] as const) {
				const model = new Model(items);
				const cutting = new Power();
				cutting.cutAt(at, side);
				const lives = await model.finish(cutting, partBytes);
				expect([power.names[at], side, model.stored?.state, model.stored?.problem]).toEqual([power.names[at], side, 'ready', null]);
				expect(contents(model)).toEqual(expected);
				expect([lives > 1 || at >= power.calls - 1, model.stored?.again]).toEqual([true, []]);
				cuts += 1;
			}
		console.log(`export worker: ${power.calls} calls of ports, ${cuts} cuts`);
	});

	it('again and again without progress it fails, and says so', async () => {
		const model = new Model(items);
		const ports = model.ports(new Power(), 1_500);
		for (let life = 0; model.stored?.state === 'building' && life < 20; life++) {
			const broken = {
				...ports,
				files: { ...ports.files, put: () => Promise.reject(new Error('S3 is down')), begin: () => Promise.reject(new Error('S3 is down')) },
			};
			await buildExport(company, 'EXP-1', broken).catch(() => undefined);
			model.now = later(model.now, 151_000);
		}
		expect(model.stored).toMatchObject({ state: 'failed', wake: null, problem: expect.stringContaining('cut off 8 times') });
	});
});

describe('messages too many', () => {
	it('two at once: one works, the other does nothing', async () => {
		const model = new Model(items);
		await Promise.all([1, 2, 3].map(() => buildExport(company, 'EXP-1', model.ports(new Power(), 1_500))));
		const once = new Model(items);
		await once.finish(new Power());
		expect(contents(model)).toEqual(contents(once));
	});

	it('after the end change nothing', async () => {
		const model = new Model(items);
		await model.finish(new Power());
		const before = structuredClone(model.stored);
		await buildExport(company, 'EXP-1', model.ports(new Power(), 1_500));
		expect(model.stored).toEqual(before);
	});

	it('out of time it hands over', async () => {
		const model = new Model(items);
		model.onPage = () => {
			model.now = later(model.now, 30_000);
		};
		await buildExport(company, 'EXP-1', model.ports(new Power(), 1_500));
		expect(model.sent).toEqual(['factoring.build']);
		expect(model.stored).toMatchObject({ state: 'building', lease: null, reading: { parts: expect.any(Number) } });
		await model.finish(new Power());
		expect(model.stored?.state).toBe('ready');
	});
});

describe('books that move', () => {
	it('are read again, and the second reading ties', async () => {
		const model = new Model(items);
		let moved = false;
		model.onPage = (n) => {
			if (n !== 4 || moved) return;
			moved = true;
			model.items = [anItem({ id: 'new', due: day('2027-06-01') }), ...model.items.slice(1)];
			model.revs.set('xero-1', 6);
		};
		await model.finish(new Power());
		expect(model.stored).toMatchObject({ state: 'ready', again: [{ why: 'XERO-1 changed while it was read' }], reading: { n: 2 } });
		expect(lines(model).filter(({ id }) => id === 'new')).toHaveLength(1);
		expect(model.uploads).toBe(0);
	});

	it('an index that is behind is read again until it ties', async () => {
		const model = new Model(items);
		let looks = 0;
		model.shown = () => (looks < 9 ? model.items.slice(1) : model.items);
		model.onPage = () => {
			looks += 1;
		};
		await model.finish(new Power(), 1e9);
		expect(model.stored).toMatchObject({ state: 'ready', again: [{ why: expect.stringContaining('did not tie to aging') }] });
	});

	it('a credit that ladder and documents do not agree on is not taken on trust', async () => {
		const model = new Model(items);
		model.shown = () => model.items.map((item) => (item.id === 'k1' ? { ...item, customer: 'xero-1~c3' } : item));
		await model.finish(new Power());
		expect(model.stored).toMatchObject({
			state: 'failed',
			files: [],
			problem: expect.stringContaining('unapplied credits of 2 customers'),
		});
	});

	it('without end: it waits between readings, then fails and says why', async () => {
		const model = new Model(items);
		model.onPage = () => void model.revs.set('xero-1', (model.revs.get('xero-1') ?? 0) + 1);
		const lives = await model.finish(new Power());
		expect(lives).toBe(3);
		expect(model.stored).toMatchObject({ state: 'failed', problem: expect.stringContaining('XERO-1 changed while it was read') });
		expect(model.stored?.again).toHaveLength(12);
	});
});
