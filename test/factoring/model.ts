/** A company in memory: open documents, their ladders, exports and files; and a power that can be cut before or after any call of a port. */
import { buildExport } from '../../functions/factoring/build-export.ts';
import type { BuildPorts } from '../../functions/factoring/ports.ts';
import { csvTable } from '../../shared/adapters/csv/table.ts';
import type { Rung } from '../../shared/domain/aging.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Day, day, type Instant, instant, later } from '../../shared/domain/day.ts';
import type { StoredDocument, Unread } from '../../shared/domain/document.ts';
import { defaultRules, type OpenItem } from '../../shared/domain/eligibility.ts';
import type { FactoringExport } from '../../shared/domain/export.ts';
import { type Currency, currency } from '../../shared/domain/money.ts';
import type { Books, LedgerLadder } from '../../shared/ports/books.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { CustomerCredit, Exports, OpenRow } from '../../shared/ports/exports.ts';
import { FileMissing, type Files } from '../../shared/ports/files.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { memoryArrangements } from '../support/arrangements/memory.ts';
import { fake } from '../support/fake.ts';

export const company = 'acme';
export const today = day('2026-11-22');
export const eur = currency('EUR');
export const jpy = currency('JPY');
export const ledgers = ['quickbooks-1', 'xero-1'] as const;
const pageRows = 7;

export class Cut extends Error {
	override readonly name = 'Cut';
}

export const anItem = (over: Partial<OpenItem> & { readonly id: string }): OpenItem => ({
	ledger: 'xero-1',
	kind: 'invoice',
	number: `INV-${over.id}`,
	customer: `${over.ledger ?? 'xero-1'}~ann`,
	currency: eur,
	issued: day('2026-10-01'),
	due: day('2026-10-31'),
	total: over.open ?? 10_000,
	open: 10_000,
	unapplied: 0,
	held: 0,
	...over,
});
export const aCreditItem = (over: Partial<OpenItem> & { readonly id: string }): OpenItem =>
	anItem({ kind: 'credit-note', open: 0, due: null, unapplied: 2_500, ...over });

const filedOf = (item: OpenItem): Day => item.due ?? item.issued;
const placeOf = (item: OpenItem): string => `${filedOf(item)}#${item.id}#${item.ledger}#${item.kind}`;

export const anExport = (over: Partial<FactoringExport> = {}): FactoringExport => ({
	company,
	id: 'EXP-1',
	asked: '',
	asOf: today,
	currency: null,
	formats: ['csv', 'jsonl'],
	rules: defaultRules,
	by: 'ana',
	createdAt: instant('2026-11-22T09:00:00Z'),
	state: 'building',
	reading: null,
	again: [],
	claims: 0,
	lease: null,
	totals: [],
	files: [],
	problem: null,
	readyAt: null,
	wake: instant('2026-11-22T09:00:00Z'),
	rev: 1,
	...over,
});

/** Counts calls of ports; the one that is to be cut throws, before it is made or after. */
export class Power {
	calls = 0;
	readonly names: string[] = [];
	#cut: { readonly at: number; readonly side: 'before' | 'after' } | null = null;

	cutAt(at: number, side: 'before' | 'after'): void {
		this.#cut = { at, side };
	}
	async through<T>(name: string, call: () => Promise<T>): Promise<T> {
		const n = this.calls++;
		this.names.push(name);
		const side = this.#cut?.at === n ? this.#cut.side : null;
		if (side === 'before') throw new Cut(name);
		const result = await call();
		if (side === 'after') throw new Cut(name);
		return result;
	}
}

export class Model {
	now: Instant = instant('2026-11-22T09:00:00Z');
	items: OpenItem[];
	/** What the index shows; the same as `items` unless a test lets it lag. */
	shown: (() => readonly OpenItem[]) | null = null;
	stored: FactoringExport | null;
	readonly revs = new Map<string, number>(ledgers.map((ledger) => [ledger, 5]));
	readonly files = new Map<string, Buffer>();
	readonly #uploads = new Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>();
	readonly sent: string[] = [];
	states: Partial<Connection>[] = [];
	/** What was agreed with customers, and the invoices that it is about. */
	readonly arrangements = memoryArrangements();
	readonly documents = new Map<string, StoredDocument>();
	/** Rows that cannot be read, by ledger. */
	readonly unread = new Map<string, Unread[]>();
	/** Told before each page of rows. */
	onPage: (n: number) => void = () => undefined;

	constructor(items: readonly OpenItem[], export_: FactoringExport = anExport()) {
		this.items = [...items];
		this.stored = export_;
	}

	get uploads(): number {
		return this.#uploads.size;
	}
	file(ending: string): string {
		const found = this.stored?.files.find(({ name }) => name.endsWith(ending));
		return this.files.get(found?.key ?? '')?.toString() ?? '';
	}

	ladders(code: Currency): LedgerLadder[] {
		return ledgers.map((ledger) => {
			const ladder = new Map<Day, Rung>();
			let unapplied = 0;
			for (const item of this.items.filter((one) => one.ledger === ledger && one.currency === code)) {
				unapplied += item.unapplied;
				if (item.kind !== 'invoice') continue;
				const rung = ladder.get(filedOf(item)) ?? { minor: 0, count: 0 };
				ladder.set(filedOf(item), { minor: rung.minor + item.open, count: rung.count + 1 });
			}
			return { ledger, currency: code, ladder, unapplied };
		});
	}
	#credits(code: Currency): CustomerCredit[] {
		const sums = new Map<string, number>();
		for (const item of this.items)
			if (item.currency === code && item.unapplied > 0) sums.set(item.customer, (sums.get(item.customer) ?? 0) + item.unapplied);
		return [...sums].map(([customer, unapplied]) => ({ customer, currency: code, unapplied }));
	}
	#rows(after: string | null): OpenRow[] {
		return (this.shown?.() ?? this.items)
			.map((item): OpenRow => ({ item, filed: filedOf(item), place: placeOf(item) }))
			.filter(({ place }) => after === null || place < after)
			.sort((a, b) => (a.place < b.place ? 1 : -1));
	}

	ports(power: Power, partBytes: number): BuildPorts {
		const through = <T>(name: string, call: () => T): Promise<T> => power.through(name, async () => call());
		const upload = (id: string) => {
			const found = this.#uploads.get(id);
			if (!found) throw new FileMissing('no upload');
			return found;
		};
		const [pageOf, creditsOf, onPage] = [
			(after: string | null) => this.#rows(after),
			(code: Currency) => this.#credits(code),
			(n: number) => this.onPage(n),
		];
		return {
			partBytes,
			arrangements: { ofKind: (...asked) => power.through('ofKind', () => this.arrangements.port.ofKind(...asked)) },
			writeCsv: csvTable,
			clock: { now: () => this.now },
			companies: fake<Companies>({
				company: (id) =>
					through('company', () => ({ id, name: 'Acme', timeZone: 'UTC', timeZoneKnown: true, rolledTo: null, wake: null, rev: 1 })),
			}),
			connections: fake<Connections>({
				connections: () =>
					through('connections', () =>
						ledgers.map((ledger, i) =>
							fake<Connection>({
								ledger,
								name: ledger.toUpperCase(),
								phase: 'live',
								state: 'connected',
								stopped: null,
								freshAsOf: instant('2026-11-22T08:50:00Z'),
								...this.states[i],
							}),
						),
					),
			}),
			books: fake<Books>({
				currencies: () => through('currencies', () => [...new Set(this.items.map((item) => item.currency))].sort()),
				ladders: (_, code) => through('ladders', () => this.ladders(code)),
				document: (_, __, ___, id) => through('document', () => this.documents.get(id) ?? null),
				unread: ({ ledger }) => through('unread', () => this.unread.get(ledger) ?? []),
				names: (_, ids) => through('names', () => new Map(ids.map((id) => [id, `=Name of ${id}`]))),
			}),
			queues: fake<Queues>({ send: (message) => through('send', () => void this.sent.push(message.type)) }),
			exports: fake<Exports>({
				export: () => through('export', () => this.stored),
				saveExport: (each) =>
					through('saveExport', () => {
						if (this.stored?.rev !== each.rev) return 'stale';
						this.stored = structuredClone({ ...each, rev: each.rev + 1 });
						return 'saved';
					}),
				revision: (_, ledger) => through('revision', () => this.revs.get(ledger) ?? 0),
				async *credits(_, code, counted) {
					const all = await through('credits', () => creditsOf(code));
					yield all.filter(({ customer }) => counted.has(customer.slice(0, customer.indexOf('~'))));
				},
				async *openRows(_, after) {
					for (let last = after, n = 0; ; n++) {
						onPage(n);
						const from = last;
						const page = (await through('openRows', () => pageOf(from))).slice(0, pageRows);
						if (page.length === 0) return;
						last = page.at(-1)?.place ?? null;
						yield page;
					}
				},
			}),
			files: fake<Files>({
				put: (key, bytes) => through('put', () => void this.files.set(key, Buffer.from(bytes))),
				begin: (key) =>
					through('begin', () => {
						const id = `upload-${this.#uploads.size + 1}`;
						this.#uploads.set(id, { key, parts: new Map() });
						return id;
					}),
				part: (_, id, n, bytes) =>
					through('part', () => {
						upload(id).parts.set(n, Buffer.from(bytes));
						return `${n}-${bytes.length}`;
					}),
				complete: (key, id, tags) =>
					through('complete', () => {
						const known = this.#uploads.get(id);
						if (!known && this.files.has(key)) return;
						const { parts } = upload(id);
						const chosen = tags.map((tag) => parts.get(Number(tag.split('-')[0])) ?? Buffer.from('a part is missing'));
						this.files.set(key, Buffer.concat(chosen));
						this.#uploads.delete(id);
					}),
				abort: (_, id) => through('abort', () => void this.#uploads.delete(id)),
				read: (key) =>
					through('read', () => {
						const bytes = this.files.get(key);
						if (!bytes) throw new FileMissing('no file');
						return (async function* () {
							yield bytes;
						})();
					}),
			}),
		};
	}

	/** Delivers messages, and lets time pass when one was cut, until the export is finished. Answers how many lives it took. */
	async finish(power: Power, partBytes = 1_500): Promise<number> {
		for (let lives = 1; lives < 60; lives++) {
			try {
				await buildExport(company, 'EXP-1', this.ports(power, partBytes));
			} catch (error) {
				if (!(error instanceof Cut)) throw error;
			}
			if (this.stored?.state !== 'building') return lives;
			this.now = later(this.now, 151_000);
		}
		throw new Error('it never ends');
	}
}
