import type { AgingTotal } from '../../../shared/wire/http.ts';
import { ownAging, ownBuckets } from '../own/aging.ts';
import { ownDecimal } from '../own/amount.ts';
import type { Scene } from '../scene.ts';
import { table } from '../table.ts';

/** What is owed by age; amounts, and under them how many invoices. Returns what the hub said. */
export const aging = async ({ stack, hub, own, twice, say }: Scene): Promise<readonly AgingTotal[]> => {
	const said = await hub.aging();
	const today = own.day(Date.parse(stack.now()));
	say(`  as of ${said.asOf} ${twice.must(`aging is as of ${said.asOf}, not ${today}`, said.asOf === today)}`);
	const held = ownAging(own.items(), today);
	const rows = held.flatMap((theirs) => {
		const { currency } = theirs;
		const ours = said.totals.find((total) => total.currency === currency);
		const cell = (what: string, amount: string | undefined, minor: number): string =>
			twice.figure(`aging ${today}, ${currency} ${what}`, amount ?? 'nothing', ownDecimal(minor, currency));
		return [
			[
				currency,
				...ownBuckets.map((bucket) => cell(bucket, ours?.buckets[bucket].amount, theirs.buckets[bucket].minor)),
				cell('open', ours?.open, theirs.open),
				cell('overdue', ours?.overdue, theirs.overdue),
				cell('unapplied', ours?.unapplied, theirs.unapplied),
				cell('net', ours?.net, theirs.open - theirs.unapplied),
			],
			[
				'',
				...ownBuckets.map((bucket) =>
					twice.figure(
						`aging ${today}, ${currency} ${bucket}, invoices`,
						ours?.buckets[bucket].invoices ?? 'nothing',
						theirs.buckets[bucket].count,
					),
				),
			],
		];
	});
	for (const { currency } of said.totals)
		twice.must(
			`the hub ages ${currency}, in which nothing is owed`,
			held.some((theirs) => theirs.currency === currency),
		);
	say(table(['', ...ownBuckets, 'open', 'overdue', 'unapplied', 'net'], rows));
	return said.totals;
};
