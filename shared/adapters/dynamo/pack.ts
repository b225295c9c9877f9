/** Fits changed documents and what they do to the ladders into one transaction. Pure: the same changes make the same writes in the same order. */
import { type Position, positionOf } from '../../domain/aging.ts';
import { type Day, type Instant, monthOf } from '../../domain/day.ts';
import { type Document, documentKey, type StoredDocument } from '../../domain/document.ts';
import type { Exception } from '../../domain/exceptions.ts';
import type { Scope } from '../../ports/books.ts';
import { keys } from '../../wire/table.ts';
import { documentItem, versionItem } from './document-item.ts';
import { type CustomerStanding, ladderItem, nothing, put } from './ladder-item.ts';
import { additions, type CompanyStanding } from './month-item.ts';
import { maxBytes, maxItems, type Write } from './transact.ts';

/** A newer version of a document, and the state it replaces. */
export type Change = { readonly document: Document; readonly stored: StoredDocument | null };

/** Names a customer's ladder: customer ids and currencies hold no line break. */
export const ladderName = ({ customer, currency }: Pick<Position, 'customer' | 'currency'>): string => `${customer}\n${currency}`;

const same = (a: Position, b: Position): boolean =>
	a.customer === b.customer && a.currency === b.currency && a.due === b.due && a.open === b.open && a.unapplied === b.unapplied;

const isSomething = ({ count, unapplied }: Position): boolean => count !== 0 || unapplied !== 0;

/** What the change takes off the ladders and what it puts on them; nothing when the document stands as it stood. */
export const moves = ({ document, stored }: Change): readonly { readonly position: Position; readonly sign: 1 | -1 }[] => {
	const after = positionOf(document);
	const before = stored && positionOf(stored);
	if (before && same(before, after)) return [];
	return [
		...(before && isSomething(before) ? [{ position: before, sign: -1 as const }] : []),
		...(isSomething(after) ? [{ position: after, sign: 1 as const }] : []),
	];
};

/** Neighbours share ladders and months, so they go together: by customer, currency and due day. */
export const inOrder = <T extends Change>(changes: readonly T[]): T[] => {
	const named = changes.map((change) => {
		const { customer, currency, due, issued } = change.document;
		return { change, name: [customer, currency, due ?? issued, documentKey(change.document)].join('\n') };
	});
	return named.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ change }) => change);
};

export type Pack = {
	readonly writes: readonly Write[];
	/** How many of the changes, from the first, are in it. */
	readonly took: number;
	/** The ladders as they are once it is done. */
	readonly ladders: ReadonlyMap<string, CustomerStanding>;
};

/** Bytes an item may have, guessed high. */
const bytesOf = ({ document, stored }: Change): number =>
	[document, ...(stored ? [stored] : [])].reduce(
		(all, { number, reference, entries, details }) =>
			all + 2_000 + 4 * (number.length + reference.length + JSON.stringify(details ?? '').length) + 250 * entries.length,
		0,
	);

/** The keys of ladders and months that the moves write. A month that ends at no difference is counted and not written: too high is safe. */
const touched = (change: Change): string[] =>
	moves(change).flatMap(({ position }) => [
		ladderName(position),
		...(position.due === null ? [] : [`${position.currency} ${monthOf(position.due)}`]),
		...(position.unapplied === 0 ? [] : [`${position.currency} unapplied`]),
	]);

const howMany = (changes: readonly Change[], ladders: ReadonlyMap<string, CustomerStanding>): number => {
	const shared = new Set<string>();
	let own = 1; // the ledger's revision
	let bytes = 0;
	for (const [i, change] of changes.entries()) {
		own += change.stored ? 2 : 1;
		bytes += bytesOf(change);
		for (const name of touched(change)) {
			if (!shared.has(name)) bytes += 500 + 60 * (ladders.get(name)?.rungs.size ?? 0) + 100 * (ladders.get(name)?.exceptions.size ?? 0);
			shared.add(name);
		}
		if (i > 0 && (own + shared.size > maxItems || bytes > maxBytes)) return i;
	}
	return changes.length;
};

/** An invoice that was left out of a mail goes with what is owed: to another customer's ladder, or off all of them once it is not open any more. */
const moveException = (
	{ exceptions }: CustomerStanding,
	id: string,
	{ due }: Position,
	sign: 1 | -1,
	taken: Exception | undefined,
): Exception | undefined => {
	if (due === null) return taken;
	if (sign === 1 && taken) exceptions.set(id, taken);
	if (sign === 1) return undefined;
	const own = exceptions.get(id);
	exceptions.delete(id);
	return own;
};

const neverStored = () => ({ rev: 0, asOf: null, through: null, since: null, exceptions: new Map<string, Exception>(), ...nothing() });

const unseen = 'attribute_not_exists(pk)';
const atRevision = (seen: number) =>
	seen === 0 ? { ConditionExpression: unseen } : { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': seen } };

/** @param ladders as last seen; one that is not there has never been stored */
export const pack = (
	{ company, ledger }: Scope,
	changes: readonly Change[],
	ladders: ReadonlyMap<string, CustomerStanding>,
	at: Instant,
	today: Day,
): Pack => {
	const taken = changes.slice(0, howMany(changes, ladders));
	const after = new Map<string, CustomerStanding>();
	const months = new Map<string, CompanyStanding>();
	const writes: Write[] = [
		{
			update: keys.booksRev(company, ledger),
			change: { UpdateExpression: 'SET co = :co ADD rev :one', ExpressionAttributeValues: { ':co': company, ':one': 1 } },
		},
	];
	for (const change of taken) {
		const { document, stored } = change;
		const next = { ...document, rev: (stored?.rev ?? 0) + 1, seen: stored?.seen ?? at, saved: at, held: stored?.held ?? 0 };
		writes.push({ put: documentItem(company, next), when: atRevision(stored?.rev ?? 0) });
		if (stored) writes.push({ put: versionItem(company, stored, at, today) });
		let exception: Exception | undefined;
		for (const { position, sign } of moves(change)) {
			const { customer, currency } = position;
			const name = ladderName(position);
			const seen = ladders.get(name) ?? { customer, currency, ledger, ...neverStored() };
			const ladder = after.get(name) ?? {
				...seen,
				rungs: new Map(seen.rungs),
				exceptions: new Map(seen.exceptions),
				rev: seen.rev + 1,
			};
			put(ladder, position, sign);
			exception = moveException(ladder, document.id, position, sign, exception);
			after.set(name, ladder);
			const month = months.get(currency) ?? { ledger, currency, standing: nothing() };
			put(month.standing, position, sign);
			months.set(currency, month);
		}
	}
	for (const [, ladder] of [...after].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const asOf = ladder.asOf !== null && ladder.asOf > today ? ladder.asOf : today;
		writes.push({ put: ladderItem(company, ladder, asOf), when: atRevision(ladder.rev - 1) });
	}
	for (const [, difference] of [...months].sort(([a], [b]) => (a < b ? -1 : 1))) writes.push(...additions(company, difference));
	return { writes, took: taken.length, ladders: after };
};
