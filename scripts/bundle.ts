/**
 * Bundles every entry under functions/ by one esbuild call into dist/functions/<station>/<verb>.<trigger>/index.js, ready to deploy and to run locally.
 * The same sources give the same bytes, so that a function is only deployed again when its code changed.
 */
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

export type Bundle = { readonly entry: string; readonly folder: string; readonly bytes: number };

/** Entry files, as `sync/pull.queue.ts`, sorted. */
export const entries = async (): Promise<readonly string[]> => {
	const found: string[] = [];
	for await (const file of glob('*/*.{http,queue,schedule}.ts', { cwd: join(root, 'functions') })) found.push(file.replaceAll('\\', '/'));
	return found.sort();
};

/** The module kind is told by a package.json of its own, since the project's says ESM. */
const manifest = '{"type":"commonjs"}\n';

/** Written beside and moved into place, and only when different: someone may be running the old one. */
const put = async (file: string, content: Uint8Array | string): Promise<void> => {
	const bytes = Buffer.from(content);
	if (existsSync(file) && bytes.equals(await readFile(file))) return;
	await mkdir(dirname(file), { recursive: true });
	const beside = `${file}.${process.pid}`;
	await writeFile(beside, bytes);
	await rename(beside, file);
};

/** About a second for the whole app. Throws with esbuild's own words when a file does not compile. */
export const bundle = async (dist = join(root, 'dist')): Promise<readonly Bundle[]> => {
	const found = await entries();
	const out = join(dist, 'functions');
	const built = await build({
		absWorkingDir: root,
		entryPoints: found.map((entry) => ({ in: `functions/${entry}`, out: `${entry.replace(/\.ts$/, '')}/index` })),
		outdir: out,
		write: false,
		bundle: true,
		minify: true,
		platform: 'node',
		target: 'node24',
		// Measured on a busy machine, least processor time of 9 loads in ms (webhook, receivables page, pull): CommonJS from the packages' ES modules, which
		// esbuild can shake, 62, 82, 99; ES modules out 68, 88, 114; CommonJS from the packages' CommonJS 113, 113, 149. Entries may therefore not await at top level.
		format: 'cjs',
		mainFields: ['module', 'main'],
		sourcemap: 'external',
		legalComments: 'none',
		charset: 'utf8',
		logLevel: 'warning',
		metafile: true,
		// axios loads form-data, and with it a table of every media type, for multipart bodies that nobody here sends: 160 KB and 16 ms of a pull's start.
		alias: { 'form-data': join(root, 'scripts/no-form-data.cjs') },
	});
	for (const file of built.outputFiles) {
		// Maps stay out of the deployed folder: they are twice the code, and only people read them.
		const target = file.path.endsWith('.map') ? join(dist, 'maps', `${relative(out, dirname(file.path))}.js.map`) : file.path;
		await put(target, file.contents);
	}
	const bundles = found.map((entry): Bundle => {
		const folder = join(out, entry.replace(/\.ts$/, ''));
		const code = built.outputFiles.find((file) => file.path === join(folder, 'index.js'));
		return { entry, folder, bytes: code?.contents.byteLength ?? 0 };
	});
	for (const { folder } of bundles) await put(join(folder, 'package.json'), manifest);
	await put(join(dist, 'meta.json'), JSON.stringify(built.metafile));
	// Entries that are gone would otherwise stay there, undeployed but confusing.
	for await (const old of glob('*/*.{http,queue,schedule}', { cwd: out })) {
		if (!found.includes(`${old.replaceAll('\\', '/')}.ts`)) await rm(join(out, old), { recursive: true });
	}
	return bundles;
};

if (import.meta.main) {
	const began = performance.now();
	const bundles = await bundle();
	const kilobytes = bundles.reduce((sum, one) => sum + one.bytes, 0) / 1024;
	console.log(`${bundles.length} functions bundled in ${Math.round(performance.now() - began)} ms, ${Math.round(kilobytes)} KB.`);
}
