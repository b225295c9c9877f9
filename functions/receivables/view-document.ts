import {
	type CompanyId,
	type CustomerId,
	type Document,
	type DocumentKind,
	documentKinds,
	type Entry,
	isOwedOn,
	ledgerOfCustomer,
	providerOf,
	type StoredDocument,
} from '../../shared/domain/document.ts';
import { type Change, type Fact, type Step, stepsOf } from '../../shared/domain/document-history.ts';
import { type Currency, toDecimal } from '../../shared/domain/money.ts';
import { notFound, pageUnknown } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { ChangeView, DocumentView, EntryView } from '../../shared/wire/document-view.ts';
import type { AsOf } from './as-of.ts';
import { rowView } from './view-documents.ts';

const stepsShown = 20;
const entriesShown = 100;

const amounts: ReadonlySet<string> = new Set<Fact>(['total', 'open', 'unapplied', 'tax', 'deduction']);

const onXero: Readonly<Record<Entry['kind'], DocumentKind | null>> = {
	issued: null,
	payment: 'payment',
	credit: 'credit-note',
	overpayment: 'overpayment',
	prepayment: 'prepayment',
	refund: 'payment',
	void: null,
};

/** What the other side of an entry may be. QuickBooks applies everything to invoices by a payment. */
const kindsOfSource = ({ kind, ledger }: Document, entry: Entry): DocumentKind[] => {
	if (providerOf(ledger) === 'quickbooks') return isOwedOn({ kind }) ? ['payment', 'credit-note'] : ['payment', 'invoice'];
	if (kind !== 'invoice' && entry.kind !== 'refund') return ['invoice'];
	const other = onXero[entry.kind];
	return other === null ? [] : [other];
};

type Sources = ReadonlyMap<string, StoredDocument>;

/** 0.5–1 RCU for each source, asked for together. */
const sourcesOf = async (company: CompanyId, document: Document, entries: readonly Entry[], books: Books): Promise<Sources> => {
	const wanted = new Map(
		entries.flatMap((entry) =>
			entry.source === undefined
				? []
				: kindsOfSource(document, entry).map((kind) => [`${kind} ${entry.source}`, { kind, id: entry.source ?? '' }] as const),
		),
	);
	const found = await Promise.all([...wanted.values()].map(({ kind, id }) => books.document(company, document.ledger, kind, id)));
	return new Map(found.flatMap((one) => (one === null ? [] : [[`${one.kind} ${one.id}`, one] as const])));
};

const entryView = (document: Document, entry: Entry, sources: Sources, currency = document.currency): EntryView => {
	const { day, kind, minor, source, estimated } = entry;
	const found = kindsOfSource(document, entry).flatMap((one) => sources.get(`${one} ${source}`) ?? [])[0];
	return {
		day,
		kind,
		amount: toDecimal({ minor, currency }),
		source: source === undefined ? null : { id: source, kind: found?.kind ?? null, number: found?.number ?? '' },
		estimated: estimated === true,
	};
};

const changeView = (document: Document, change: Change, { was, is }: Step['currency'], sources: Sources): ChangeView => {
	if (change.what === 'entry') {
		const view = (entry: Entry | null, of: Currency): EntryView | null => entry && entryView(document, entry, sources, of);
		return { what: 'entry', was: null, is: null, entry: { was: view(change.was, was), is: view(change.is, is) } };
	}
	const said = (value: string | number | null, currency: Currency): string | null => {
		if (typeof value !== 'number') return value;
		return amounts.has(change.what) ? toDecimal({ minor: value, currency }) : String(value);
	};
	return { what: change.what, was: said(change.was, was), is: said(change.is, is) };
};

/** Only what a browser may follow without harm: the text comes from the ledger. */
const safeUrl = (text: string | undefined): string | null => {
	const url = text === undefined ? null : URL.parse(text);
	return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
};

const detailsView = ({ details = {}, currency }: Document): DocumentView['details'] => {
	const text = (minor: number | undefined): string | null => (minor === undefined ? null : toDecimal({ minor, currency }));
	const lines = details.lines ?? [];
	return {
		created: details.created ?? null,
		purchaseOrder: details.purchaseOrder ?? null,
		terms: details.terms ?? null,
		tax: text(details.tax),
		sent: details.sent ?? null,
		onlineUrl: safeUrl(details.onlineUrl),
		attachments: details.attachments === true,
		rate: details.rate ?? null,
		recurring: details.recurring ?? null,
		expected: details.expected ?? null,
		deduction: text(details.deduction),
		lines: lines.map((line) => ({ text: line.text, quantity: line.quantity, amount: toDecimal({ minor: line.minor, currency }) })),
		lineCount: details.lineCount ?? lines.length,
	};
};

/** The present state and those before it, newest first; a later page begins with the state that the page before it ended at, revision `from`. */
const statesOf = async (
	company: CompanyId,
	document: StoredDocument,
	from: string | undefined,
	books: Books,
): Promise<StoredDocument[]> => {
	// Each is compared with the one before it, and one more says whether there is a next page.
	const wanted = stepsShown + 2;
	if (!from) return [document, ...(await books.versionsBelow(company, document, document.rev, wanted - 1))];
	if (!/^\d{1,8}$/.test(from)) throw pageUnknown();
	return [...(await books.versionsBelow(company, document, Number(from) + 1, wanted))];
};

const customersIn = (steps: DocumentView['history']['steps']): string[] =>
	steps.flatMap(({ changes }) =>
		changes.flatMap(({ what, was, is }) => (what === 'customer' ? [was, is].filter((id) => typeof id === 'string') : [])),
	);

/**
 * Everything we hold of one document, and what its earlier states were, twenty changes a page. Found by the ledger of the customer in the path, so that links
 * to a document that moved to another customer still lead there. 1 RCU, 0.5 per 4 KB of versions, 1 for each linked document, 0.5 for each name.
 */
export const viewDocument = async (
	{ company, asOf }: AsOf,
	asked: { readonly customer: CustomerId; readonly kind: string; readonly id: string; readonly from: string | undefined },
	{ books }: { readonly books: Books },
): Promise<DocumentView> => {
	const kind = documentKinds.find((one) => one === asked.kind);
	const ledger = ledgerOfCustomer(asked.customer);
	const document = kind === undefined ? null : await books.document(company.id, ledger, kind, asked.id);
	if (!document) throw notFound('document');
	const states = await statesOf(company.id, document, asked.from, books);
	const steps = stepsOf(states.slice(0, stepsShown + 1));
	const entries = document.entries.toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
	const shown = entries.slice(0, entriesShown);
	const told = steps.flatMap(({ changes }) => changes.flatMap((change) => (change.what === 'entry' ? [change.was, change.is] : [])));
	const sources = await sourcesOf(
		company.id,
		document,
		[...shown, ...told.filter((entry) => entry !== null)].slice(0, 2 * entriesShown),
		books,
	);
	const history = {
		steps: steps.map(({ learned, currency, changes }) => ({
			learned,
			...(currency.was === document.currency && currency.is === document.currency ? {} : { currency }),
			changes: changes.map((change) => changeView(document, change, currency, sources)),
		})),
		next: states.length > stepsShown + 1 ? String(states[stepsShown]?.rev) : null,
	};
	const names = await books.names(company.id, [document.customer, ...new Set(customersIn(history.steps))].slice(0, 100));
	return {
		document: rowView(document, asOf),
		customer: { id: document.customer, name: names.get(document.customer) ?? '' },
		ledger,
		provider: providerOf(ledger),
		held: toDecimal({ minor: document.held, currency: document.currency }),
		details: detailsView(document),
		entries: shown.map((entry) => entryView(document, entry, sources)),
		entryCount: entries.length,
		firstSeen: document.seen,
		learned: document.saved,
		history,
		names: Object.fromEntries(names),
	};
};
