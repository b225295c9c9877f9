import type { CompanyId } from '../../shared/domain/document.ts';
import type { ExportFile, FactoringExport } from '../../shared/domain/export.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Exports } from '../../shared/ports/exports.ts';
import type { Files } from '../../shared/ports/files.ts';
import { type ExportsView, type ExportView, exportTotals } from '../../shared/wire/factoring-view.ts';

/** Long enough to click, too short to pass on. */
const linkSeconds = 300;
const listed = 20;

type Ports = { readonly exports: Exports; readonly files: Files };

export const exportPath = (id: string): string => `/factoring/exports/${encodeURIComponent(id)}`;

/** @param url of a file, for a while; null where nobody asked for one */
export const exportView = (each: FactoringExport, url: (file: ExportFile) => string | null = () => null): ExportView => ({
	export: each.id,
	state: each.state,
	asOf: each.asOf,
	currency: each.currency,
	formats: each.formats,
	rules: each.rules,
	createdAt: each.createdAt,
	readyAt: each.readyAt,
	progress: { done: each.reading?.done ?? 0, total: each.reading?.total ?? 0 },
	ledgers: each.reading?.ledgers ?? [],
	leftOut: each.reading?.leftOut ?? [],
	readAgain: each.again,
	problem: each.problem,
	totals: each.totals.map((tally) => exportTotals(tally, each.rules)),
	files: each.files.map((file) => ({
		name: file.name,
		bytes: file.bytes,
		sha256: file.sha256,
		path: `${exportPath(each.id)}/${encodeURIComponent(file.name)}`,
		url: url(file),
	})),
});

const found = async (company: CompanyId, id: string, exports: Exports): Promise<FactoringExport> => {
	const each = await exports.export(company, id);
	if (!each) throw notFound('export');
	return each;
};
const linkTo = (file: ExportFile, files: Files): Promise<string> => files.link(file.key, file.name, file.type, linkSeconds);

export const viewExport = async (company: CompanyId, id: string, { exports, files }: Ports): Promise<ExportView> => {
	const each = await found(company, id, exports);
	const links = new Map(await Promise.all(each.files.map(async (file) => [file, await linkTo(file, files)] as const)));
	return exportView(each, (file) => links.get(file) ?? null);
};

export const viewExports = async (
	company: CompanyId,
	from: string | undefined,
	{ exports }: Pick<Ports, 'exports'>,
): Promise<ExportsView> => {
	const page = await exports.exports(company, listed, from || null);
	return { exports: page.rows.map((each) => exportView(each)), next: page.next };
};

/** Where the named file of an export can be fetched from for the next minutes. */
export const fileLink = async (company: CompanyId, id: string, name: string, { exports, files }: Ports): Promise<string> => {
	const file = (await found(company, id, exports)).files.find((each) => each.name === name);
	if (!file) throw notFound('file of this export');
	return linkTo(file, files);
};
