/** At rest: our copy against the model ledger itself, document by document, customer by customer, and every due day of every ladder. */
import { customerId, type Document, type LedgerId, rowName } from '../../shared/domain/document.ts';
import { remaining } from '../../shared/domain/sweep.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Door } from './ledger/accounting.ts';
import { documentOf, type Row } from './ledger/rows.ts';
import { memoryBooks } from './memory/books.ts';
import { Shelf } from './memory/shelf.ts';
import { company, type World } from './world.ts';

const fields = ['state', 'customer', 'number', 'reference', 'currency', 'total', 'open', 'unapplied', 'issued', 'due', 'version'] as const;
const say = (document: Document): string => fields.map((field) => document[field]).join(' | ');

const documentDifference = (door: Door, row: Row, mine: Document | undefined): string[] => {
	const { ledger } = door.ledger;
	const name = `${ledger} ${row.kind} ${row.id}`;
	const is = documentOf(ledger, row, door.mapping, null);
	// Settled here and there alike, changed where no delta looks: nothing is reckoned from it (ADR 0011).
	if (row.hushed && remaining(is) === 0 && (!mine || remaining(mine) === 0)) return [];
	if (row.state === 'gone') {
		if (!mine || (mine.state === 'deleted' && remaining(mine) === 0)) return [];
		return [`${name}: is gone, we have ${say(mine)}`];
	}
	if (!mine) return [`${name}: is ${say(is)}, we have nothing`];
	if (say(is) !== say(mine)) return [`${name}: is ${say(is)}, we have ${say(mine)}`];
	const terms = mine.details?.terms;
	return [
		...(is.entries.reduce((sum, { minor }) => sum + minor, 0) === mine.entries.reduce((sum, { minor }) => sum + minor, 0)
			? []
			: [`${name}: its entries do not add up`]),
		...(door.mapping >= 2 && terms !== row.terms ? [`${name}: its terms are ${row.terms}, we have ${terms}`] : []),
	];
};

/** A fold of the ledger's own documents, kept as ladders are. */
const ladderDifferences = async (doors: readonly Door[], books: Books): Promise<string[]> => {
	const figures = new Map<string, number>();
	const add = (name: string, minor: number): void => {
		const next = (figures.get(name) ?? 0) + minor;
		if (next === 0) figures.delete(name);
		else figures.set(name, next);
	};
	for (const { ledger, mapping } of doors) {
		const shelf = new Shelf();
		for (const row of ledger.live) {
			const document = documentOf(ledger.ledger, row, mapping, null);
			shelf.documents.set(`${row.kind}#${row.id}`, { ...document, rev: 1, seen: '' as never, saved: '' as never, held: 0 });
		}
		const { company: whole, customers } = shelf.folded();
		for (const [names, all] of [
			[ledger.ledger, whole],
			['', customers],
		] as const)
			for (const [name, { rungs, unapplied }] of all) {
				add(`${names}\n${name}\nunapplied`, unapplied);
				for (const [due, { minor, count }] of rungs) {
					add(`${names}\n${name}\n${due}`, minor);
					add(`${names}\n${name}\n${due} count`, count);
				}
			}
	}
	const take = (
		name: string,
		{ ladder, unapplied }: { ladder: ReadonlyMap<string, { minor: number; count: number }>; unapplied: number },
	): void => {
		add(`${name}\nunapplied`, -unapplied);
		for (const [due, { minor, count }] of ladder) {
			add(`${name}\n${due}`, -minor);
			add(`${name}\n${due} count`, -count);
		}
	};
	for (const code of await books.currencies(company)) {
		for (const each of await books.ladders(company, code)) take(`${each.ledger}\n${code}`, each);
		for (const each of await books.customerLadders(company, code)) take(`\n${each.customer}\n${code}`, each);
	}
	return [...figures].map(([name, minor]) => `ladder ${name.replaceAll('\n', ' ')}: differs by ${minor}`);
};

export const compare = async (world: World): Promise<{ readonly documents: number; readonly differences: string[] }> => {
	const differences: string[] = [];
	let documents = 0;
	for (const [ledger, door] of world.doors) {
		const shelf = world.shelves.of({ company, ledger });
		const copy = new Map([...shelf.documents.values()].map((each) => [rowName(each), each]));
		documents += copy.size;
		for (const [name, row] of door.ledger.rows) {
			differences.push(...documentDifference(door, row, copy.get(name)));
			copy.delete(name);
		}
		for (const name of copy.keys()) differences.push(`${ledger} ${name}: is not in the ledger`);
		for (const account of door.ledger.accounts.values()) {
			const mine = shelf.customers.get(customerId(ledger, account.id));
			if (mine?.name !== account.name || mine.email !== account.email || mine.archived !== account.archived)
				differences.push(
					`${ledger} customer ${account.id}: is ${account.name} ${account.email} ${account.archived}, we have ${JSON.stringify(mine)}`,
				);
		}
		for (const each of shelf.documents.values()) if (each.doubt) differences.push(`${ledger} ${rowName(each)}: is in doubt`);
		for (const each of shelf.unread.values()) differences.push(`${ledger} ${rowName(each)}: is unread: ${each.reason}`);
	}
	differences.push(...(await ladderDifferences([...world.doors.values()], memoryBooks(world.shelves))));
	return { documents, differences };
};

/** What must be so at rest besides. */
export const unfinished = async (world: World, ledger: LedgerId): Promise<string[]> => {
	const connection = await world.connection(ledger);
	if (!connection) return [`${ledger}: there is no connection`];
	const { state, phase, run, dirtyAt, stopped, lastError, tieOut, recount, refused, lastSweep, sweepAsked, askedAt } = connection;
	const grant = await world.connections.grant(company, connection.grant);
	return [
		...(state === 'connected' && phase === 'live' ? [] : [`the connection is ${state}, ${phase}`]),
		...(run ? [`a run is at ${run.mode} ${run.stage} ${run.step}`] : []),
		...(dirtyAt ? [`a webhook's mark of ${dirtyAt} is left`] : []),
		...(askedAt ? [`somebody who asked at ${askedAt} still waits`] : []),
		...(sweepAsked ? [`somebody who asked for a sweep still waits`] : []),
		...(stopped ? [`stopped: ${stopped.what} ${stopped.reason}`] : []),
		...(lastError ? [`an error is left: ${lastError.text}`] : []),
		...(refused.length > 0 ? [`refused: ${refused[0]?.reason}`] : []),
		...(grant?.state === 'alive' && !grant.refreshing ? [] : [`the grant is ${grant?.state}, refreshing ${grant?.refreshing?.startedAt}`]),
		...(tieOut
			? tieOut.lines.filter(({ difference }) => difference !== 0).map((line) => `${line.currency} differs by ${line.difference}`)
			: ['never tied out']),
		...(lastSweep?.failed === null ? [] : [`never swept, or given up: ${lastSweep?.failed}`]),
		...(recount?.drift === 0 ? [] : [`drift ${recount?.drift}`]),
	].map((each) => `${ledger}: ${each}`);
};

/** What a webhook told of that was heard is in the copy without waiting for the hour. `told`: by row, the version that was there when it was heard. */
export const untold = (world: World, told: ReadonlyMap<string, number>): string[] =>
	[...told].flatMap(([name, version]) => {
		const [ledger = '', kind = '', id = ''] = name.split(' ');
		const row = world.doors.get(ledger)?.ledger.rows.get(`${kind}#${id}`);
		const shelf = world.shelves.of({ company, ledger });
		if (!row || row.hushed || shelf.unread.has(`${kind}#${id}`)) return [];
		const mine = shelf.documents.get(`${ledger}#${kind}#${id}`);
		// Deleted before we ever saw it, so that nobody tells of it; or found to be gone at the version that we held.
		if (row.state === 'gone' && (!mine || mine.state === 'deleted')) return [];
		return mine && Number(mine.version) >= version ? [] : [`${name}: a webhook told of version ${version}, we have ${mine?.version}`];
	});

/** Who asked for what changed since a moment has a read that began no earlier. */
export const unread = async (world: World, since: ReadonlyMap<LedgerId, string>): Promise<string[]> => {
	const found: string[] = [];
	for (const [ledger, at] of since) {
		const fresh = (await world.connection(ledger))?.freshAsOf ?? null;
		if (fresh === null || fresh < at) found.push(`${ledger}: somebody waits for what changed since ${at}, it is read as of ${fresh}`);
	}
	return found;
};
