import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInScenario, problemsOf, readScenario, warningsOf } from '../../../local/scenario/index.ts';
import { age, buckets, mergeLadders } from '../../../shared/domain/aging.ts';
import { addDays, day } from '../../../shared/domain/day.ts';
import { currency, parseMoney } from '../../../shared/domain/money.ts';
import type { ScenarioOrganisation } from '../../../shared/wire/scenario.ts';

const today = day('2026-11-22');
const dayOf = (text: string) => addDays(today, Number.parseInt(text, 10));

/** Aging per currency, by the documents alone. */
const aged = ({ documents }: ScenarioOrganisation) => {
	const open = new Map<string, number>();
	for (const each of documents)
		if (each.kind === 'invoice' && each.status === 'authorised') open.set(each.id, parseMoney(each.total, currency(each.currency)).minor);
	for (const each of documents)
		if (each.kind !== 'invoice')
			for (const { invoice, amount } of each.applied)
				open.set(invoice, (open.get(invoice) ?? 0) - parseMoney(amount, currency(each.currency)).minor);
	const invoices = documents.filter((each) => each.kind === 'invoice').filter(({ id }) => (open.get(id) ?? 0) > 0);
	return new Map(
		[...Map.groupBy(invoices, (each) => each.currency)].map(([code, some]) => {
			const ladders = some.map(({ id, due }) => new Map([[dayOf(due), { minor: open.get(id) ?? 0, count: 1 }]]));
			return [code, age(currency(code), mergeLadders(ladders), 0, today)];
		}),
	);
};

describe('the built-in scenario', () => {
	const { organisations } = builtInScenario();
	const [xero, quickbooks] = organisations as [ScenarioOrganisation, ScenarioOrganisation];
	const documents = organisations.flatMap((each) => each.documents);

	it('is two companies of about 60 customers and 400 invoices', () => {
		expect(organisations.map(({ provider, baseCurrency }) => `${provider} ${baseCurrency}`)).toEqual(['xero GBP', 'quickbooks USD']);
		expect(organisations.flatMap(({ customers }) => customers)).toHaveLength(60);
		expect(documents.filter(({ kind }) => kind === 'invoice')).toHaveLength(415);
	});

	it('has something in every bucket of its main currencies, and something due today and tomorrow', () => {
		for (const [organisation, code] of [
			[xero, 'GBP'],
			[xero, 'EUR'],
			[quickbooks, 'USD'],
			[quickbooks, 'MXN'],
		] as const)
			for (const bucket of buckets) expect(aged(organisation).get(code)?.buckets[bucket].count, `${code} ${bucket}`).toBeGreaterThan(0);
		expect([...aged(xero).keys()].sort()).toEqual(['EUR', 'GBP', 'JPY']);
		expect([...aged(quickbooks).keys()].sort()).toEqual(['KWD', 'MXN', 'USD']);
		for (const organisation of organisations)
			for (const due of ['0d', '+1d'])
				expect(organisation.documents.some((each) => each.kind === 'invoice' && each.due === due)).toBe(true);
	});

	it('has each kind of document, part payments and credit that is applied, half applied and free', () => {
		for (const kind of ['payment', 'credit-note', 'overpayment', 'prepayment'] as const)
			expect(xero.documents.some((each) => each.kind === kind)).toBe(true);
		for (const status of ['draft', 'void'])
			expect(xero.documents.some((each) => each.kind === 'invoice' && each.status === status)).toBe(true);
		expect(quickbooks.documents.some((each) => each.kind === 'payment' && each.applied.length > 1)).toBe(true);
		const minor = (text: string, code: string) => parseMoney(text, currency(code)).minor;
		const uses = organisations.map(({ documents: all }) =>
			all
				.filter((each) => each.kind === 'credit-note')
				.map(({ applied, total, currency: code }) => {
					const used = applied.reduce((sum, { amount }) => sum + minor(amount, code), 0);
					return used === 0 ? 'free' : used < minor(total, code) ? 'half applied' : 'applied';
				}),
		);
		for (const each of uses) expect(new Set(each)).toEqual(new Set(['applied', 'half applied', 'free']));
	});

	it('speaks English, Spanish and Russian, and writes to nobody real', () => {
		for (const { customers } of organisations) {
			expect(new Set(customers.map(({ language }) => language))).toEqual(new Set(['en', 'es', 'ru']));
			for (const { email } of customers) expect(email === null || email.endsWith('.example')).toBe(true);
			expect(customers.filter(({ email }) => email === null)).toHaveLength(1);
		}
	});

	it('is the same for the same seed, another for another, and possible for any', () => {
		expect(builtInScenario(1)).toEqual(builtInScenario());
		expect(builtInScenario(2)).not.toEqual(builtInScenario());
		fc.assert(
			fc.property(fc.nat(), (seed) => {
				const made = builtInScenario(seed);
				expect(made.organisations.flatMap(problemsOf)).toEqual([]);
				expect(warningsOf(made)).toEqual([]);
				for (const each of made.organisations.flatMap(({ documents: all }) => all))
					for (const days of 'day' in each ? [each.day, ...each.applied.map((part) => part.day)] : [each.issued])
						expect(Number.parseInt(days, 10)).toBeLessThanOrEqual(0);
			}),
			{ numRuns: 25 },
		);
	});

	it('survives its own file', () => {
		const text = JSON.stringify(builtInScenario(), null, '\t');
		expect(readScenario(text, 'built-in')).toEqual(builtInScenario());
	});
});

it('the sample file of the documentation loads', () => {
	const text = readFileSync(new URL('../../../local/scenario/examples/bookshop.json', import.meta.url), 'utf8');
	expect(readScenario(text, 'bookshop.json').organisations[0]?.documents).toHaveLength(6);
});
