/** A factoring export against the aging of the same moment and against the ledger's own books. */
import { dayIn } from '../../../shared/domain/day.ts';
import type { ExportView } from '../../../shared/wire/factoring-view.ts';
import type { AgingView } from '../../../shared/wire/http.ts';
import type { Road } from './road.ts';

const minorOf = (amount: string): number => Math.round(Number(amount) * 100);

/** Currencies of two decimals. Every export that is ready must hold every open invoice, once, and say the same sums as aging. */
export const exportDifferences = async (road: Road): Promise<string[]> => {
	const { exports } = await road.items();
	const found: string[] = [];
	const owed = road.side.invoices().reduce((all, { rest }) => all + rest, 0);
	const count = road.side.invoices().filter(({ rest }) => rest > 0).length;
	const aging = (await (await road.asked('GET', `/receivables/aging?asOf=${dayIn('UTC', road.now())}`))?.json()) as AgingView | undefined;
	if (!aging) return ['aging does not answer'];
	if (exports.length === 0) return ['there is no export'];
	for (const { id } of exports) {
		const view = (await (await road.asked('GET', `/factoring/exports/${id}`))?.json()) as ExportView | undefined;
		if (!view) return [...found, `${id} cannot be read`];
		for (const { currency, open, buckets } of view.totals) {
			const same = aging.totals.find((each) => each.currency === currency);
			if (same?.open !== open || JSON.stringify(same.buckets) !== JSON.stringify(buckets))
				found.push(`${id} ${currency}: ${open} exported, ${same?.open ?? 'nothing'} in aging`);
			if (minorOf(open) !== owed) found.push(`${id} ${currency}: ${open} exported, ${owed} owed in the ledger`);
		}
		const jsonl = view.files.find(({ name }) => name.endsWith('.jsonl'));
		const rows = jsonl?.url ? (await (await fetch(jsonl.url)).text()).split('\n').filter(Boolean) : [];
		const invoices = rows.map((row) => JSON.parse(row) as { kind?: string }).filter(({ kind }) => kind === 'invoice');
		if (invoices.length !== count) found.push(`${id}: ${invoices.length} invoices in the file, ${count} open in the ledger`);
	}
	return found;
};
