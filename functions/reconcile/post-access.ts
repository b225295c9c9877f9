import type { Posting } from '../../shared/domain/posting.ts';
import { type Accounting, asked } from '../../shared/ports/accounting.ts';
import type { LedgerMeter } from '../../shared/ports/meter.ts';
import type { LedgerPosting } from '../../shared/ports/posting.ts';
import { tokenFor } from './access.ts';
import type { PostPorts } from './ports.ts';

/** One ledger to read and to write, in one invocation. `meter`: of all its calls; to be kept at the end. */
export type PostAccess = {
	readonly writing: LedgerPosting;
	readonly reading: Pick<Accounting, 'atOnce' | 'look'>;
	readonly meter: LedgerMeter;
};

const mended = 'The ledger is not connected. Press Reconnect: this is kept, and is written then.';

export const postAccess = async ({ company, ledger }: Pick<Posting, 'company' | 'ledger'>, ports: PostPorts): Promise<PostAccess> => {
	const { token, meter } = await tokenFor({ company, ledger }, mended, ports);
	const opened = await asked(ports.openPosting(ledger, token, ports.clock.now, meter));
	const books = await asked(ports.openAccounting(ledger, token, ports.clock.now, meter));
	return {
		meter,
		// `refused` is for `write` alone: only a no to a write may stop the posting.
		writing: {
			accounts: () => asked(opened.accounts()),
			find: (order) => asked(opened.find(order)),
			write: (order) => opened.write(order),
		},
		reading: { atOnce: (kind) => books.atOnce(kind), look: (kind, ids) => asked(books.look(kind, ids)) },
	};
};
