/**
 * `npm run demo`: the road as far as it is built, told in figures. Starts everything in memory, signs in, connects both ledgers by their consent
 * pages, pays an invoice in the ledger, and prints what the hub says next to what the sandboxes' own books hold. Non-zero when they differ.
 * `--seed N` makes another pair of companies.
 */
import { parseArgs } from 'node:util';
import { type Currency, toDecimal } from '../shared/domain/money.ts';
import type { AgingView } from '../shared/wire/http.ts';
import { connectionsOf, connectQuickbooks, connectXero, signedIn } from '../test/support/signed-in.ts';
import { builtInIds } from './scenario/built-in.ts';
import { builtInScenario } from './scenario/index.ts';
import { type LocalStack, startStack } from './stack.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const say = (line = ''): void => console.log(line);

/** Open less unapplied in each currency, from the sandboxes' stores. Minor units. */
const booksOf = (stack: LocalStack): Map<string, number> => {
	const sums = new Map<string, number>(stack.quickbooks.dump(builtInIds.quickbooks).control);
	for (const document of stack.xero.dump(builtInIds.xero).documents) {
		if (!['AUTHORISED', 'PAID'].includes(document.status) || document.kind === 'payment') continue;
		sums.set(document.currency, (sums.get(document.currency) ?? 0) + (document.kind === 'invoice' ? document.rest : -document.rest));
	}
	return sums;
};

/** Prints hub and books side by side; returns how many figures differ. */
const compared = (title: string, aging: AgingView, books: ReadonlyMap<string, number>): number => {
	say(`\n${title} (as of ${aging.asOf})`);
	let differences = 0;
	for (const total of aging.totals) {
		const theirs = toDecimal({ minor: books.get(total.currency) ?? 0, currency: total.currency as Currency });
		if (theirs !== total.net) differences += 1;
		const ages = Object.entries(total.buckets).map(([name, rung]) => `${name} ${rung.amount} (${rung.invoices})`);
		say(`  ${total.currency}  ${ages.join(' · ')}`);
		say(
			`       open ${total.open}, overdue ${total.overdue}, unapplied ${total.unapplied}; net ${total.net}, the ledger's books ${theirs}${theirs === total.net ? '' : '  DIFFERS'}`,
		);
	}
	return differences;
};

const payOne = (stack: LocalStack): string => {
	const invoice = stack.xero
		.dump(builtInIds.xero)
		.documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.rest > 0);
	if (!invoice) return 'nothing is open in Xero';
	stack.xero.edit(builtInIds.xero).pay(invoice.id, { amount: invoice.rest, day: stack.now().slice(0, 10) });
	return `${invoice.number}: ${invoice.currency} ${toDecimal({ minor: invoice.rest, currency: invoice.currency as Currency })}`;
};

const story = async (stack: LocalStack): Promise<number> => {
	const { visitor, page } = await signedIn(stack);
	say('Ana signs in and connects Xero and QuickBooks.');
	await connectQuickbooks(visitor, await connectXero(visitor, page));
	await stack.idle();
	for (const { name, counts, tieOut, provider } of await connectionsOf(stack, visitor)) {
		const rows = Object.entries(counts).map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`);
		say(`  ${name} (${provider}): ${rows.join(', ')}; ${tieOut?.ties ? 'ties to the cent' : 'DOES NOT TIE'}`);
	}
	const aging = (): Promise<AgingView> => visitor.json<AgingView>(`${stack.hubOrigin}/receivables/aging`);
	let differences = compared('Aging', await aging(), booksOf(stack));
	say(`\nA customer pays in Xero: ${payOne(stack)}. The hub reads what changed.`);
	await stack.idle();
	await visitor.press(await visitor.open(`${stack.hubOrigin}/`), `/connections/xero-${builtInIds.xero}/sync`);
	await stack.idle();
	differences += compared('Aging after', await aging(), booksOf(stack));
	say('\nReminders, payment links and factoring exports are not built yet (issue 3).');
	return differences;
};

const stack = await startStack({ dir: null, scenario: builtInScenario(Number(values.seed)), schedules: false });
try {
	const differences = await story(stack);
	say(`\n${differences} differences between the hub and the ledgers' own books.`);
	process.exitCode = differences === 0 ? 0 : 1;
} finally {
	await stack.close();
}
