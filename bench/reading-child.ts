/** A first read in a process of its own, and the memory it holds: after each step all garbage is taken out, so times say nothing. */
import type { Provider } from '../shared/domain/document.ts';
import { withEmulators } from './emulators.ts';
import { firstSync } from './first-sync.ts';
import { organisationOf } from './large-organisation.ts';

export type Order = { readonly provider: Provider; readonly invoices: number; readonly today: string };
/** MB, the greatest: while pages are read, and until they are added up. */
export type Held = { readonly pages: number; readonly whole: number };

const { gc } = globalThis;
const held = (): number => {
	gc?.();
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / 1024 / 1024;
};

const read = async ({ provider, invoices, today }: Order): Promise<Held> => {
	let most = 0;
	const looking = setInterval(() => {
		most = Math.max(most, held());
	}, 500);
	try {
		// Made and sent before anything is measured.
		let organisation: ReturnType<typeof organisationOf> | null = organisationOf(provider, invoices, 800);
		const { id } = organisation;
		let pages = 0;
		await withEmulators({ organisations: [organisation], today }, async (emulators) => {
			organisation = null;
			const opened = emulators.sandboxes[provider];
			if (!opened) throw new Error(`no ${provider} sandbox`);
			const sync = await firstSync(await emulators.store(), provider, id, opened);
			most = 0;
			await sync.pages();
			pages = most;
			await sync.load();
		});
		return { pages, whole: most };
	} finally {
		clearInterval(looking);
	}
};

process.once('disconnect', () => process.exit(0));
process.once('message', (order: Order) => void read(order).then((held) => process.send?.(held)));
