import { createHash } from 'node:crypto';
import { type OwnFunding, ownAging, ownFunding } from '../own/aging.ts';
import { ownDecimal } from '../own/amount.ts';
import type { Scene } from '../scene.ts';
import { minorOf, summed } from '../sums.ts';
import { table } from '../table.ts';

type Line = {
	readonly kind: string;
	readonly currency: string;
	readonly open: string;
	readonly unapplied: string;
	readonly eligible: string;
};
const refusedAs = { PAST_DUE: 'pastDue', UNAPPLIED_CREDIT: 'credits' } as const;

/** What a factor would fund, made and downloaded; its totals are held against aging and against the ledgers. */
export const exported = async (name: string, { stack, hub, own, twice, say, rest }: Scene): Promise<void> => {
	const id = await hub.askExport(name);
	await rest();
	const made = await hub.export(id);
	const today = own.day(Date.parse(stack.now()));
	twice.must(`the export is ${made.state}: ${made.problem ?? ''}`, made.state === 'ready');
	say(`  as of ${made.asOf} ${twice.must(`the export is as of ${made.asOf}, not ${today}`, made.asOf === today)}`);
	const [items, aging] = [own.items(), await hub.aging()];
	const rows = ownFunding(items, today).map((theirs: OwnFunding) => {
		const { currency } = theirs;
		const ours = made.totals.find((total) => total.currency === currency);
		const aged = ownAging(items, today).find((each) => each.currency === currency);
		const cell = (what: string, amount: string | undefined, minor: number): string =>
			twice.figure(`export, ${currency} ${what}`, amount ?? 'nothing', ownDecimal(minor, currency));
		const refused = Object.entries(refusedAs).map(([code, field]) => {
			const amount = ours?.refused.find((each) => each.code === code)?.amount ?? ownDecimal(0, currency);
			return cell(`refused as ${code}`, amount, theirs[field]);
		});
		for (const { code, amount } of ours?.refused ?? [])
			if (!(code in refusedAs)) twice.must(`the export refuses ${currency} ${amount} as ${code}`, minorOf(amount, currency) === 0);
		const inAging = aging.totals.find((total) => total.currency === currency);
		const ties = ours?.net === inAging?.net && JSON.stringify(ours?.buckets) === JSON.stringify(inAging?.buckets);
		return [
			currency,
			cell('open', ours?.open, theirs.open),
			...refused,
			cell('eligible', ours?.eligible, theirs.eligible),
			cell('unapplied', ours?.unapplied, aged?.unapplied ?? 0),
			twice.must(`the export's ${currency} does not equal aging`, ties),
		];
	});
	say(table(['', 'open', 'over 90 days late', 'own credits', 'eligible', 'unapplied', 'equals aging'], rows));
	for (const file of made.files) {
		const bytes = await hub.file(file.path);
		const same = createHash('sha256').update(bytes).digest('hex') === file.sha256 && bytes.length === file.bytes;
		say(
			`  ${file.name}  ${file.bytes} bytes  sha256 ${file.sha256.slice(0, 16)}… ${twice.must(`${file.name} is not what its hash says`, same)}`,
		);
		if (!file.name.endsWith('.jsonl')) continue;
		const lines = bytes
			.toString('utf8')
			.split('\n')
			.filter(Boolean)
			.map((line) => JSON.parse(line) as Line);
		const open = summed(lines.map(({ currency, open: amount }) => [currency, minorOf(amount, currency)]));
		const sums = [...open].map(([currency, minor]) => {
			const theirs = items
				.filter((each) => each.kind === 'invoice' && each.currency === currency)
				.reduce((all, each) => all + each.minor, 0);
			return `${currency} ${twice.figure(`${file.name}, Σ ${currency}`, ownDecimal(minor, currency), ownDecimal(theirs, currency))}`;
		});
		const invoices = lines.filter(({ kind }) => kind === 'invoice').length;
		const held = items.filter(({ kind }) => kind === 'invoice').length;
		say(`    ${twice.figure(`${file.name}, invoices`, invoices, held)} invoices, Σ open ${sums.join('  ')}`);
	}
};
