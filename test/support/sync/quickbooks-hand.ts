/** What QuickBooks' bookkeeper enters by hand: journal entries on receivables and off them, transfers, refund receipts; and what is left of them in truth. */
import type { Dump } from '../../../local/sandbox/quickbooks/dump.ts';
import type { QuickbooksSandbox } from '../../../local/sandbox/quickbooks/index.ts';
import type { Chance } from '../../../local/scenario/seeded.ts';
import { addDays, type Day } from '../../../shared/domain/day.ts';
import { pickOf, type TrueDocument } from './ledger.ts';

type Edit = readonly [weight: number, name: string, edit: () => boolean];

/** Drawn among the others. Some are dated back, a few ahead. */
export const editsByHand = (sandbox: QuickbooksSandbox, realm: string, chance: Chance, today: Day): readonly Edit[] => {
	const books = sandbox.edit(realm);
	const entries = sandbox.journals(realm);
	const { customers, documents, journals } = sandbox.dump(realm);
	const active = customers.filter((each) => each.active === 1);
	const open = journals.filter((each) => each.state === 'live' && each.rest !== 0);
	const customer = pickOf(chance, active);
	const line = pickOf(chance, open);
	const day = addDays(today, chance.between(-60, 10));
	const said = { day, number: `J${chance.between(1, 9999)}` };
	/** Mostly a part, now and then all of it. */
	const partOf = (most: number): number => (chance.next() < 0.4 ? most : chance.between(1, most));
	return [
		[
			3,
			'enter a debit',
			() => customer !== null && entries.add({ ...said, customer: customer.id, minor: chance.between(1, 40_000), account: '79' }) !== null,
		],
		[
			2,
			'enter a credit',
			() => customer !== null && entries.add({ ...said, customer: customer.id, minor: -chance.between(1, 15_000), account: '34' }) !== null,
		],
		[
			2,
			'transfer',
			() => {
				const to = active.find((each) => each.id !== customer?.id && each.currency === customer?.currency);
				if (!customer || !to) return false;
				entries.transfer({ ...said, from: customer.id, to: to.id, minor: chance.between(1, 20_000) });
				return true;
			},
		],
		[
			1,
			'pay wages',
			() => {
				entries.other({ ...said, minor: chance.between(1, 90_000), debit: '86', credit: '35' });
				return true;
			},
		],
		[
			3,
			'settle an entry',
			() => {
				if (!line) return false;
				const { customer: of, id: journal, rest } = line;
				if (rest > 0) {
					const minor = partOf(rest);
					books.pay({ customer: of, day: today, total: minor + chance.between(0, 1) * 500, journals: [{ journal, minor }] });
					return true;
				}
				const owed = documents.find((each) => each.type === 'Invoice' && each.state === 'live' && each.balance > 0 && each.customer === of);
				if (!owed) return false;
				const minor = partOf(Math.min(-rest, owed.balance));
				books.pay({ customer: of, day: today, total: 0, apply: [{ invoice: owed.id, minor }], journalCredits: [{ journal, minor }] });
				return true;
			},
		],
		[
			2,
			'change an entry',
			() => {
				if (!line) return false;
				const isOnlyDated = chance.next() < 0.4;
				const [first] = journals.filter((each) => each.id === line.id);
				entries.edit(line.id, isOnlyDated ? said : { minor: Math.sign(first?.minor ?? 1) * chance.between(1, 40_000) });
				return true;
			},
		],
		[
			2,
			'delete an entry',
			() => {
				const one = pickOf(
					chance,
					journals.filter((each) => each.state === 'live'),
				);
				if (one) entries.remove(one.id);
				return one !== null;
			},
		],
		[
			2,
			'give money back',
			() => {
				if (!customer) return false;
				books.refund({
					customer: customer.id,
					day,
					total: chance.between(1, 9000),
					number: `RF${chance.between(1, 999)}`,
					reference: 'card',
				});
				return true;
			},
		],
	];
};

/** One document for each entry and customer. What is settled whole may never have been seen: it is expected only while something is open. */
export const journalTruth = ({ journals }: Pick<Dump, 'journals'>): TrueDocument[] =>
	[...Map.groupBy(journals, ({ id, customer }) => `${id}-${customer}`)].flatMap(([id, lines]) => {
		const [first] = lines;
		if (!first) return [];
		const rest = lines.reduce((all, line) => all + line.rest, 0);
		const minor = lines.reduce((all, line) => all + line.minor, 0);
		const state = first.state === 'deleted' ? null : rest === 0 ? 'closed' : 'open';
		return [
			{
				kind: 'journal',
				id,
				state,
				customer: String(first.customer),
				currency: first.currency,
				number: first.number,
				// Both sides of a transfer on one customer, after a merge: the whole is no more than what is left.
				total: Math.sign(minor) === Math.sign(rest) ? Math.max(Math.abs(minor), Math.abs(rest)) : Math.abs(rest),
				rest: Math.abs(rest),
				issued: first.day,
				due: rest > 0 ? first.day : null,
				expected: state === 'open',
			},
		];
	});
