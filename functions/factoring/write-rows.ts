/** From the open list to the files, part by part. A cut costs at most one part: place, figures and parts are saved together. */
import { type Bucket, bucketOf, daysPastDue } from '../../shared/domain/aging.ts';
import { type Day, type Instant, msOf } from '../../shared/domain/day.ts';
import type { CustomerId } from '../../shared/domain/document.ts';
import { judgingBy, ruleTexts, unsureBy } from '../../shared/domain/eligibility.ts';
import type { ExportFormat, Reading, Upload } from '../../shared/domain/export.ts';
import type { OpenRow } from '../../shared/ports/exports.ts';
import { ahead } from './ahead.ts';
import { type ExportRow, exportColumns, jsonLine } from './export-row.ts';
import { type Building, type BuildPorts, fileKey, fileName, fileTypes, held, save } from './ports.ts';
import { agingOf, moved } from './reading.ts';
import { Reckoning } from './reckoning.ts';
import { unfundedOf } from './unfunded.ts';

/** What S3 takes as a part that is not the last. */
const fiveMiB = 5 * 1024 * 1024;
const namesAtOnce = 100;
/** Names are read again rather than kept without end. */
const namesKept = 20_000;

export type Written =
	| { readonly ended: Building }
	/** Time is up; it goes on from there. */
	| { readonly unfinished: Building }
	/** It must be read again, and why. */
	| { readonly again: string; readonly of: Building };

const checkpoint = (each: Building, parts: number): string => fileKey(each, `checkpoint-${parts}.json`);

const textOf = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of bytes) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
};

/** Figures so far: from the checkpoint, or none and all credits. */
const reckoningOf = async (each: Building, ports: BuildPorts): Promise<Reckoning> => {
	const { company, currency, reading, rules, asOf } = each;
	const stale = new Set(reading.ledgers.filter((one) => one.stale).map(({ ledger }) => ledger));
	// The same as when the reading began: its ledgers' revisions say so in the end.
	const doubts = reading.ledgers.map(async ({ ledger }) => ({ ledger, unread: await ports.books.unread({ company, ledger }) }));
	const judging = judgingBy(rules, asOf, stale, unsureBy(await Promise.all(doubts)));
	if (reading.parts > 0) return new Reckoning(judging, await textOf(await ports.files.read(checkpoint(each, reading.parts))));
	const reckoning = new Reckoning(judging);
	const ledgers = new Set(reading.ledgers.map(({ ledger }) => ledger));
	for (const code of currency === null ? await ports.books.currencies(company) : [currency])
		for await (const page of ports.exports.credits(company, code, ledgers)) for (const credit of page) reckoning.know(credit);
	reckoning.refuse(await unfundedOf(company, (customer, code) => reckoning.creditOf(customer, code), ports));
	return reckoning;
};

class Names {
	#known = new Map<CustomerId, string>();
	readonly #each: Building;
	readonly #ports: BuildPorts;

	constructor(each: Building, ports: BuildPorts) {
		this.#each = each;
		this.#ports = ports;
	}
	async of(rows: readonly OpenRow[]): Promise<ReadonlyMap<CustomerId, string>> {
		// Another map: the page before may still be reading this one.
		if (this.#known.size > namesKept) this.#known = new Map();
		const wanted = [...new Set(rows.map(({ item }) => item.customer))].filter((id) => !this.#known.has(id));
		const asked = Array.from({ length: Math.ceil(wanted.length / namesAtOnce) }, (_, i) =>
			this.#ports.books.names(this.#each.company, wanted.slice(i * namesAtOnce, (i + 1) * namesAtOnce)),
		);
		for (const names of await Promise.all(asked)) for (const [id, name] of names) this.#known.set(id, name);
		return this.#known;
	}
}

type Age = { readonly late: number; readonly bucket: Bucket };
/** Invoices share due days: each is worked out once. */
const ages = (asOf: Day): ((due: Day) => Age) => {
	const known = new Map<Day, Age>();
	return (due) => {
		const seen = known.get(due);
		if (seen) return seen;
		const age = { late: daysPastDue(due, asOf), bucket: bucketOf(due, asOf) };
		known.set(due, age);
		return age;
	};
};
const noAge = { late: null, bucket: null };

/** Bytes of each format that are not in a part yet. */
class Buffers {
	readonly #chunks: Map<ExportFormat, Buffer[]>;
	readonly #sizes: Map<ExportFormat, number>;

	constructor(formats: readonly ExportFormat[]) {
		this.#chunks = new Map(formats.map((format) => [format, []]));
		this.#sizes = new Map(formats.map((format) => [format, 0]));
	}
	add(format: ExportFormat, text: string): void {
		const bytes = Buffer.from(text);
		this.#chunks.get(format)?.push(bytes);
		this.#sizes.set(format, (this.#sizes.get(format) ?? 0) + bytes.length);
	}
	/** Of the smallest: parts of all formats end with the same row. */
	get least(): number {
		return Math.min(...this.#sizes.values());
	}
	take(format: ExportFormat): Buffer {
		const all = Buffer.concat(this.#chunks.get(format) ?? []);
		this.#chunks.set(format, []);
		this.#sizes.set(format, 0);
		return all;
	}
}

/** Sends what is buffered as the next part of each file, which is begun with its first. */
const sendPart = async (each: Building, buffers: Buffers, { files }: BuildPorts): Promise<Reading['uploads']> => {
	const n = each.reading.parts + 1;
	const sent = await Promise.all(
		each.formats.map(async (format): Promise<[ExportFormat, Upload]> => {
			const key = fileKey(each, fileName(each, format));
			const known = each.reading.uploads[format] ?? { upload: await files.begin(key, fileTypes[format]), tags: [], bytes: 0 };
			const bytes = buffers.take(format);
			const tag = bytes.length > 0 ? [await files.part(key, known.upload, n, bytes)] : [];
			return [format, { ...known, tags: [...known.tags, ...tag], bytes: known.bytes + bytes.length }];
		}),
	);
	return Object.fromEntries(sent);
};

/** Whole files while they are small, else the last part. */
const sendRest = async (each: Building, buffers: Buffers, ports: BuildPorts): Promise<Reading['uploads']> => {
	if (each.reading.parts > 0) return sendPart(each, buffers, ports);
	await Promise.all(
		each.formats.map((format) => ports.files.put(fileKey(each, fileName(each, format)), buffers.take(format), fileTypes[format])),
	);
	return {};
};

const savePart = async (each: Building, place: string, reckoning: Reckoning, buffers: Buffers, ports: BuildPorts): Promise<Building> => {
	const { reading } = each;
	const parts = reading.parts + 1;
	const uploads = await sendPart(each, buffers, ports);
	await ports.files.put(checkpoint(each, parts), Buffer.from(reckoning.saved()), fileTypes.manifest);
	const next = { ...reading, place, parts, uploads, done: reckoning.invoices };
	return save({ ...each, reading: next, claims: 0, ...held(ports.clock.now()) }, ports);
};

/** Writes on from where the reading is, until `until`. */
export const writeRows = async (from: Building, until: Instant, ports: BuildPorts): Promise<Written> => {
	const { company, currency, formats, asOf, rules } = from;
	const ledgers = new Set(from.reading.ledgers.map(({ ledger }) => ledger));
	const reckoning = await reckoningOf(from, ports);
	const names = new Names(from, ports);
	const ageOf = ages(asOf);
	const reasons = ruleTexts(rules);
	const buffers = new Buffers(formats);
	let each = from;
	let begun = from.reading.parts > 0;
	const write = (rows: readonly ExportRow[]): void => {
		for (const format of formats)
			buffers.add(format, format === 'csv' ? ports.writeCsv(exportColumns, rows, begun ? 'more' : 'whole') : rows.map(jsonLine).join(''));
		begun = true;
	};
	const named = async (page: readonly OpenRow[]) => {
		const ours = page.filter(({ item }) => ledgers.has(item.ledger) && (currency === null || item.currency === currency));
		return { page, ours, known: await names.of(ours) };
	};
	for await (const { page, ours, known } of ahead(ports.exports.openRows(company, from.reading.place), named)) {
		write(
			ours.map(({ item, filed }) => {
				const verdict = reckoning.add(item, ageOf(filed).bucket);
				return { item, verdict, name: known.get(item.customer) ?? '', ...(item.due === null ? noAge : ageOf(item.due)), reasons };
			}),
		);
		const last = page.at(-1);
		if (last === undefined || buffers.least < (ports.partBytes ?? fiveMiB)) continue;
		each = await savePart(each, last.place, reckoning, buffers, ports);
		const why = await moved(each, ports);
		if (why !== null) return { again: why, of: each };
		if (msOf(ports.clock.now()) > msOf(until)) return { unfinished: each };
	}
	if (!begun) write([]);
	const untied = reckoning.untied(await agingOf(each, each.reading, ports));
	const why = (await moved(each, ports)) ?? (untied.length > 0 ? `it did not tie to aging: ${untied.slice(0, 5).join('; ')}` : null);
	if (why !== null) return { again: why, of: each };
	const uploads = await sendRest(each, buffers, ports);
	const reading = { ...each.reading, uploads, done: reckoning.invoices, ended: true };
	return { ended: await save({ ...each, reading, totals: reckoning.totals(), claims: 0, ...held(ports.clock.now()) }, ports) };
};
