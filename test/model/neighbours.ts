/** Another company beside the one whose ledgers are read: it has the same rows under the same ids, and nothing of it may ever change. */
import { newConnection } from '../../shared/domain/connection.ts';
import { documentOf } from './ledger/rows.ts';
import { memoryBooks } from './memory/books.ts';
import type { World } from './world.ts';

const company = 'theirs';

export class Neighbours {
	readonly #world: World;
	#before = '';

	private constructor(world: World) {
		this.#world = world;
	}
	static async moveIn(world: World): Promise<Neighbours> {
		const books = memoryBooks(world.shelves);
		for (const { ledger, mapping } of world.doors.values()) {
			const scope = { company, ledger: ledger.ledger };
			const documents = [...ledger.rows.values()].map((row) => documentOf(ledger.ledger, row, mapping, null));
			await books.save(scope, documents, world.now());
			await books.saveCustomers(
				scope,
				[...ledger.accounts.values()].map((each) => ledger.customerOf(each)),
				world.now(),
			);
		}
		await world.directory.claimLedger('xero', 'theirs', { company, ledger: 'xero-theirs' });
		const connection = newConnection({ company, provider: 'xero', externalId: 'theirs', name: 'Theirs', grant: 'g' }, world.now());
		await world.connections.saveConnection({ ...connection, state: 'needs-reconnecting', wake: null });
		const neighbours = new Neighbours(world);
		neighbours.#before = await neighbours.#all();
		return neighbours;
	}
	async #all(): Promise<string> {
		const shelves = this.#world.shelves
			.ofCompany(company)
			.map(([ledger, { documents, former, customers, unread, ladders, counted }]) => [
				ledger,
				[...documents],
				[...former],
				[...customers],
				[...unread],
				[...ladders.customers].map(([name, { rungs, unapplied }]) => [name, [...rungs], unapplied]),
				counted,
			]);
		return JSON.stringify([shelves, await this.#world.connections.connections(company)]);
	}
	async changes(): Promise<string[]> {
		return (await this.#all()) === this.#before ? [] : ['the other company is not as it was'];
	}
}
