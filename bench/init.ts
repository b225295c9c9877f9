/**
 * Module init of each bundled function in a fresh process, against an empty handler that imports the same names from the same AWS clients
 * (those that the function loads at init; what it imports when first used counts for neither). Nine pairs in random order, main-thread CPU time, and
 * the median of each figure: other load on the machine hardly counts. Ratios are printed with the budgets of DESIGN 9.11; none of them fails the run.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { type Bundle, bundle } from '../scripts/bundle.ts';
import { median, type Report, shown } from './report.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const rounds = 9;

/** DESIGN 9.11. Schedules are workers like queues. */
const budgetOf = (entry: string): number => (entry.includes('webhook') ? 1.3 : entry.endsWith('.http.ts') ? 1.6 : 2);

/** Files that are evaluated when the entry is: reached without a dynamic import. */
const evaluated = (entry: string, { inputs }: Metafile): Set<string> => {
	const seen = new Set<string>();
	const walk = (file: string): void => {
		if (seen.has(file)) return;
		seen.add(file);
		for (const { path, kind } of inputs[file]?.imports ?? []) if (kind === 'import-statement' || kind === 'require-call') walk(path);
	};
	walk(`functions/${entry}`);
	return seen;
};

const imports = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'(@aws-sdk\/[^']+)'/g;

/** `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'` …: every value that our own files take from AWS clients. */
const clientImports = async (files: Iterable<string>): Promise<string> => {
	const names = new Map<string, Set<string>>();
	for (const file of files) {
		if (file.includes('node_modules') || !file.endsWith('.ts')) continue;
		for (const [statement, list = '', from = ''] of (await readFile(join(root, file), 'utf8')).matchAll(imports)) {
			if (/^import\s+type/.test(statement)) continue;
			const values = list
				.split(',')
				.map((name) => name.trim())
				.filter((name) => name !== '' && !name.startsWith('type '));
			for (const name of values) names.set(from, (names.get(from) ?? new Set()).add(name));
		}
	}
	const all = [...names].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([from, some]) => [from, [...some].toSorted()] as const);
	const lines = all.map(([from, some]) => `import { ${some.join(', ')} } from '${from}';`);
	return [...lines, `export const handler = async () => [${all.flatMap(([, some]) => some).join(', ')}].length;`].join('\n');
};

/** Bundled exactly as the functions are. */
const bundleEmpty = async (source: string, file: string): Promise<void> => {
	await build({
		stdin: { contents: source, resolveDir: root, loader: 'ts' },
		outfile: file,
		bundle: true,
		minify: true,
		platform: 'node',
		target: 'node24',
		format: 'cjs',
		mainFields: ['module', 'main'],
		logLevel: 'warning',
	});
};

const measure = async (file: string): Promise<number> => {
	const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'init-child.cjs'), file], {
		env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
	});
	return Number(stdout);
};

const shuffled = <T>(all: readonly T[]): T[] =>
	all
		.map((each) => ({ each, at: Math.random() }))
		.toSorted((a, b) => a.at - b.at)
		.map(({ each }) => each);

type Measured = Bundle & { readonly empty: string; readonly clients: string };

export const init = async (report: Report): Promise<void> => {
	const bundles = await bundle();
	const meta = JSON.parse(await readFile(join(root, 'dist/meta.json'), 'utf8')) as Metafile;
	const dir = await mkdtemp(join(tmpdir(), 'cobro-init-'));
	try {
		const empties = new Map<string, string>();
		const functions: Measured[] = [];
		for (const each of bundles) {
			const source = await clientImports(evaluated(each.entry, meta));
			const file = empties.get(source) ?? join(dir, `empty-${empties.size}.cjs`);
			if (!empties.has(source)) await bundleEmpty(source, file);
			empties.set(source, file);
			const clients = [...source.matchAll(/@aws-sdk\/(?:client-)?([\w-]+)/g)].map(([, name]) => name).join(' + ');
			functions.push({ ...each, empty: file, clients });
		}
		await writeFile(join(dir, 'nothing.cjs'), 'exports.handler = async () => 0;\n');

		const nothing: number[] = [];
		const times = new Map(functions.map(({ entry }) => [entry, { own: [] as number[], empty: [] as number[], ratio: [] as number[] }]));
		for (let round = 0; round < rounds; round++) {
			nothing.push(await measure(join(dir, 'nothing.cjs')));
			for (const { entry, folder, empty } of shuffled(functions)) {
				// Side by side, in either order: what else the machine does then hits both.
				const one: Record<string, number> = {};
				for (const file of shuffled([join(folder, 'index.js'), empty])) one[file] = await measure(file);
				const [own = Number.NaN, floor = Number.NaN] = [one[join(folder, 'index.js')], one[empty]];
				const of = times.get(entry);
				of?.own.push(own);
				of?.empty.push(floor);
				of?.ratio.push(own / floor);
			}
		}

		report.say(`an empty handler without clients: ${shown(median(nothing))} ms`);
		for (const { entry, bytes, clients } of functions) {
			const { own, empty, ratio } = times.get(entry) ?? { own: [], empty: [], ratio: [] };
			const budget = budgetOf(entry);
			const verdict = median(ratio) <= budget ? 'within' : 'OVER  ';
			const figures = `${shown(median(own)).padStart(6)} ms / ${shown(median(empty)).padStart(5)} ms, ${shown(median(ratio), 2)} × (${verdict} ${budget} ×)`;
			report.say(`${entry.padEnd(34)} ${figures} ${String(Math.round(bytes / 1024)).padStart(5)} KB  ${clients || 'no client'}`);
		}
	} finally {
		await rm(dir, { recursive: true });
	}
};
