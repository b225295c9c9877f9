/** The demo on two companies of five customers: it agrees with itself, and says so when a sandbox holds something else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { ownAging, ownFunding } from '../../local/demo/own/aging.ts';
import { ownDecimal, ownMoney } from '../../local/demo/own/amount.ts';
import type { OwnItem } from '../../local/demo/own/ledgers.ts';
import { playDemo } from '../../local/demo/play.ts';
import { demoScenario } from '../../local/demo/scenario.ts';
import { table } from '../../local/demo/table.ts';
import { Twice } from '../../local/demo/twice.ts';
import { type Scenario, scenario } from '../../shared/wire/scenario.ts';

const owes = (customer: string, number: string, currency: string, total: string, due: string, issued = '-45d') => ({
	kind: 'invoice',
	id: `i-${number}`,
	customer,
	currency,
	number,
	issued,
	due,
	total,
});

const small: Scenario = scenario.parse({
	format: 'cobro-scenario/1',
	name: 'Two small companies',
	organisations: [
		{
			provider: 'xero',
			id: '0b7c1f52-6a3d-4c11-8f0e-2d9a7e5b4c31',
			name: 'Small Hours Ltd',
			baseCurrency: 'GBP',
			timeZone: 'Europe/London',
			country: 'GB',
			customers: [
				{ id: 'one', name: 'One & Co', email: 'pay@one.example', country: 'GB' },
				{ id: 'dos', name: 'Dos Hermanas', email: 'pagos@dos.example', country: 'ES' },
			],
			documents: [
				owes('one', 'INV-1', 'GBP', '1250.40', '-4d'),
				owes('one', 'INV-2', 'GBP', '300.00', '+40d'),
				owes('dos', 'INV-3', 'EUR', '980.55', '-12d'),
				{ kind: 'credit-note', customer: 'one', currency: 'GBP', number: 'CN-1', issued: '-3d', total: '20.00' },
			],
		},
		{
			provider: 'quickbooks',
			id: '9130357848209999',
			name: 'Small Change Inc',
			baseCurrency: 'USD',
			timeZone: 'America/Denver',
			country: 'US',
			customers: [
				{ id: 'three', name: 'Three Forks', email: 'ap@three.example', country: 'US', currency: 'USD' },
				{ id: 'four', name: 'Четыре', email: 'buh@four.example', country: 'KZ', currency: 'USD' },
				{ id: 'five', name: 'Five Silent', email: null, country: 'US', currency: 'USD' },
			],
			documents: [
				owes('three', '5001', 'USD', '640.00', '-11d'),
				owes('four', '5002', 'USD', '71.05', '-3d'),
				owes('five', '5003', 'USD', '15.00', '-3d'),
				owes('five', '5004', 'USD', '900.00', '-120d', '-150d'),
			],
		},
	],
});

describe('the demo', () => {
	it('plays from connect to export; every figure agrees with the sandboxes', async () => {
		const lines: string[] = [];
		const played = await playDemo({ scenario: small, days: 5, say: (line) => lines.push(line) });
		expect(played.differences).toEqual([]);
		expect(played.exitCode).toBe(0);
		expect(played.figures).toBeGreaterThan(120);
		const told = lines.join('\n');
		expect(told).not.toContain('✗');
		for (const words of ['English', 'Spanish', 'Russian', 'NO_ADDRESS', 'One & Co', 'Dos Hermanas', 'Three Forks'])
			expect(told).toContain(words);
		// The debit is on its way at first and settles after four days.
		expect(told).toMatch(/Three Forks +USD 640\.00 +processing/);
		expect(told).toMatch(/Three Forks +USD 640\.00 ✓ +succeeded +1 ✓ +640\.00 ✓ +640\.00 ✓/);
		expect(told).toContain('Reminders that name INV-1 of One & Co since it was paid: 0 ✓');
	}, 600_000);

	it('ends with 1 and names the figure when a sandbox holds another', async () => {
		const dir = mkdtempSync(join(tmpdir(), 'cobro-demo-test-'));
		try {
			const alter = (): void => {
				const books = new DatabaseSync(join(dir, 'xero', 'xero.sqlite'));
				books.exec("UPDATE document SET rest = rest + 1 WHERE number = 'INV-2'");
				books.close();
			};
			const played = await playDemo({
				scenario: small,
				days: 0,
				dir,
				say: (line) => {
					if (line.includes('What customers owe, by age')) alter();
				},
			});
			expect(played.exitCode).toBe(1);
			expect(played.differences).toContainEqual(
				expect.stringMatching(/^aging \d{4}-\d\d-\d\d, GBP current: the hub says 300\.00, the sandbox holds 300\.01$/),
			);
		} finally {
			rmSync(dir, { recursive: true, force: true });
		}
	}, 600_000);

	it('tells another story for another seed, and the same for the same', () => {
		const amounts = (seed: number): string[] =>
			demoScenario(seed).organisations.flatMap(({ documents }) => documents.map(({ total }) => total));
		expect(amounts(1)).toEqual(amounts(1));
		const [one, two] = [amounts(1), amounts(2)];
		expect(one.filter((total, at) => total === two[at]).length).toBeLessThan(one.length / 4);
	});
});

describe('the second reading', () => {
	it('reads amounts as letters write them, and writes decimals exactly', () => {
		expect([ownMoney('5.766,45 EUR'), ownMoney('JPY 54,602'), ownMoney('9 553,580 KWD'), ownMoney('nothing')]).toEqual([
			{ minor: 576645, currency: 'EUR' },
			{ minor: 54602, currency: 'JPY' },
			{ minor: 9553580, currency: 'KWD' },
			null,
		]);
		expect([ownDecimal(-5, 'EUR'), ownDecimal(1, 'KWD'), ownDecimal(0, 'JPY'), ownDecimal(123456789, 'USD')]).toEqual([
			'-0.05',
			'0.001',
			'0',
			'1234567.89',
		]);
	});

	it('ages by civil days, and funds up to ninety of them less own credits', () => {
		const item = (kind: OwnItem['kind'], customer: string, due: string, minor: number): OwnItem => ({
			provider: 'xero',
			kind,
			id: `${customer}${due}`,
			number: '',
			customer,
			currency: 'EUR',
			due,
			minor,
		});
		const items = [
			item('invoice', 'a', '2026-11-22', 100),
			item('invoice', 'a', '2026-08-24', 1000),
			item('invoice', 'a', '2026-08-23', 20_000),
			item('credit', 'a', '2026-01-01', 300),
			item('credit', 'b', '2026-01-01', 7),
		];
		const [aging] = ownAging(items, '2026-11-22');
		expect(aging?.buckets).toMatchObject({
			current: { minor: 100, count: 1 },
			'61-90': { minor: 1000, count: 1 },
			'91+': { minor: 20_000 },
		});
		expect(aging).toMatchObject({ open: 21_100, overdue: 21_000, unapplied: 307 });
		expect(ownFunding(items, '2026-11-22')).toEqual([{ currency: 'EUR', open: 21_100, pastDue: 20_000, credits: 300, eligible: 800 }]);
	});

	it('marks what agrees and remembers what does not', () => {
		const twice = new Twice();
		expect([twice.figure('a', '1234.50', '1234.50'), twice.figure('b', 2, 3), twice.must('c is not so', false)]).toEqual([
			'1,234.50 ✓',
			'2 ✗ 3',
			'✗',
		]);
		expect(twice.differences).toEqual(['b: the hub says 2, the sandbox holds 3', 'c is not so']);
		expect(table(['', 'x'], [['name', '1 ✓'], ['n']])).toBe('          x\n  name  1 ✓\n  n');
	});
});
