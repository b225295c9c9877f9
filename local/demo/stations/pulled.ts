import { connectQuickbooks, connectXero } from '../../../test/support/signed-in.ts';
import type { Shown, Visitor } from '../../../test/support/visitor.ts';
import type { Scene } from '../scene.ts';
import { table } from '../table.ts';

const kinds = ['customer', 'invoice', 'credit-note', 'payment', 'overpayment', 'prepayment'] as const;

/** Both ledgers are connected by their consent pages; everything in them is read and counted. */
export const pulled = async ({ hub, own, twice, say, rest }: Scene, visitor: Visitor, page: Shown): Promise<void> => {
	await connectQuickbooks(visitor, await connectXero(visitor, page));
	await rest();
	const counts = own.counts();
	const rows = (await hub.connections()).map((ledger) => {
		const held = counts.find(({ provider }) => provider === ledger.provider)?.counts ?? {};
		const cells = kinds.map((kind) => twice.figure(`${ledger.name}: ${kind}s`, ledger.counts[kind] ?? 0, held[kind] ?? 0));
		const ties = twice.must(`${ledger.name} does not tie to the ledger's own control balance`, ledger.tieOut?.ties === true);
		return [ledger.name, ...cells, ties];
	});
	twice.must('two ledgers are connected', rows.length === 2);
	say(table(['ledger', 'customers', 'invoices', 'credit notes', 'payments', 'overpayments', 'prepayments', 'ties'], rows));
};
