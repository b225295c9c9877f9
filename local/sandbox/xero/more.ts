/** What books say beyond the figures: of a document its lines, whether it was sent; of a contact its people, groups, terms. One JSON text each. */
import { isDay } from '../../../shared/domain/day.ts';
import type { DocumentKind, Store } from './store.ts';

/** The net total is shared out by `weight`, so lines add up whatever becomes of it. */
export type LinePart = {
	readonly text: string;
	readonly quantity: number;
	readonly weight: number;
	/** Unset: `OUTPUT` where the document has tax, else `NONE`. */
	readonly taxType?: string;
	/** Code; unset: sales. */
	readonly account?: string;
};
export type DocumentMore = {
	readonly lines?: readonly LinePart[];
	/** Xero itself sent it to the contact. */
	readonly sent?: boolean;
	readonly attachments?: boolean;
	/** Invoices: the day on which someone expects the money; null for none. */
	readonly expected?: string | null;
	/** Invoices: GUID of the template that made it. */
	readonly repeating?: string | null;
};
type Person = { readonly first: string; readonly last: string; readonly email: string; readonly mailed: boolean };
export type ContactMore = {
	readonly address?: { readonly lines: readonly string[]; readonly city: string; readonly postalCode: string } | null;
	/** As Xero keeps them: `44`, `20`, `7946 0000`. */
	readonly phone?: { readonly country: string; readonly area: string; readonly number: string } | null;
	readonly people?: readonly Person[];
	readonly taxNumber?: string | null;
	readonly companyNumber?: string | null;
	readonly groups?: readonly string[];
	readonly terms?: {
		readonly day: number;
		readonly type: 'DAYSAFTERBILLDATE' | 'DAYSAFTERBILLMONTH' | 'OFCURRENTMONTH' | 'OFFOLLOWINGMONTH';
	} | null;
	/** Minor units of the base currency that are owed to them as a supplier, where there are no bills. */
	readonly payable?: number;
	/** As Xero keeps it: free text. */
	readonly bankAccount?: string | null;
};
type Named = { readonly document: DocumentMore; readonly contact: ContactMore };
export type Subject = DocumentKind | 'contact';
type More<Of extends Subject> = Named[Of extends 'contact' ? 'contact' : 'document'];

const names = {
	document: ['lines', 'sent', 'attachments', 'expected', 'repeating'],
	contact: ['address', 'phone', 'people', 'taxNumber', 'companyNumber', 'groups', 'terms', 'payable', 'bankAccount'],
} as const;
/** Only these fields of what was given, as far as they were. */
const fieldsIn = (of: Subject, given: object): object =>
	Object.fromEntries(
		Object.entries(given).filter(
			([name, value]) => value !== undefined && (names[of === 'contact' ? 'contact' : 'document'] as readonly string[]).includes(name),
		),
	);

/** Of those that have any, by id. One query. */
export const moreOf = <Of extends Subject>(store: Store, org: string, of: Of, ids: readonly string[]): ReadonlyMap<string, More<Of>> =>
	new Map(
		store
			.all<{ id: string; fields: string }>(
				'SELECT id, fields FROM more WHERE org = ? AND kind = ? AND id IN (SELECT value FROM json_each(?))',
				org,
				of,
				JSON.stringify(ids),
			)
			.map((row) => [row.id, JSON.parse(row.fields) as More<Of>]),
	);

/** What is wrong with it; null when nothing is. */
export const wrongMore = ({ lines, expected }: DocumentMore): string | null => {
	if (lines?.some((line) => line.weight < 0 || line.quantity <= 0) || (lines?.length && lines.every((line) => line.weight === 0)))
		return 'its lines cannot share its total';
	return expected && !isDay(expected) ? `expected: "${expected}" is not a day` : null;
};

/** What is not given stays as it is. */
export const putMore = <Of extends Subject>(store: Store, org: string, of: Of, id: string, given: More<Of>): void => {
	const fields = fieldsIn(of, given);
	if (Object.keys(fields).length === 0) return;
	const known = moreOf(store, org, of, [id]).get(id);
	store.run('INSERT OR REPLACE INTO more VALUES (?,?,?,?)', org, of, id, JSON.stringify({ ...known, ...fields }));
};
