import { dayIn } from '../../shared/domain/day.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';

type Ports = { readonly books: Books; readonly connections: Connections; readonly clock: Clock };

/** Compares the aging state with the documents. Runs in the ledger's own lane, so no page is saved meanwhile. Drift is reported, never hidden by a rewrite. */
export const recountLedger = async (
	{ company, ledger }: MessageOf<'sync.recount'>,
	{ books, connections, clock }: Ports,
): Promise<void> => {
	const known = await connections.connection(company, ledger);
	if (known?.phase !== 'live') return;
	const { documents, drift } = await books.recount({ company, ledger }, 'compare', dayIn(known.timeZone ?? 'UTC', clock.now()));
	for (;;) {
		const latest = await connections.connection(company, ledger);
		if (!latest) return;
		if ((await connections.saveConnection({ ...latest, recount: { at: clock.now(), documents, drift: drift.length } })) === 'saved') return;
	}
};
