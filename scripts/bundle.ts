/**
 * Bundles every entry under functions/ by one esbuild call into dist/functions/<station>/<verb>.<trigger>/index.js, ready to deploy and to run locally.
 * Beside it lie the provider SDKs that it loads when first used.
 * The same sources give the same bytes, so that a function is only deployed again when its code changed.
 */
import { existsSync } from 'node:fs';
import { glob, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** `bytes`: of index.js, which is what a start reads. */
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

/** The file of `shared/adapters/<provider>/sdk.cjs`. */
const sdkFile = (source: string): string => `${basename(dirname(source))}-sdk.js`;
const isSdk = (name: string): boolean => name.endsWith('-sdk.js');

/** SDKs are 900 of a pull's 1,400 KB. V8 reads through the whole of a file before it runs: in files of their own they cost a start nothing, else 25 ms. */
const sdksApart: Plugin = {
	name: 'sdks-apart',
	setup(building) {
		building.onResolve({ filter: /\/sdk\.cjs$/ }, ({ kind, path, resolveDir }) =>
			kind === 'dynamic-import' ? { path: `./${sdkFile(join(resolveDir, path))}`, external: true } : undefined,
		);
	},
};

/**
 * Seconds for the whole app; half as many again with `maps`, for people who look for a place in minified code. The code is the same with and without them.
 * Throws with esbuild's own words when a file does not compile.
 */
export const bundle = async (dist = join(root, 'dist'), maps = false): Promise<readonly Bundle[]> => {
	const found = await entries();
	const sdks: string[] = [];
	for await (const source of glob('shared/adapters/*/sdk.cjs', { cwd: root })) sdks.push(source.replaceAll('\\', '/'));
	const out = join(dist, 'functions');
	const built = await build({
		absWorkingDir: root,
		entryPoints: [
			...found.map((entry) => ({ in: `functions/${entry}`, out: `${entry.replace(/\.ts$/, '')}/index` })),
			...sdks.sort().map((source) => ({ in: source, out: sdkFile(source).replace(/\.js$/, '') })),
		],
		outdir: out,
		write: false,
		bundle: true,
		minify: true,
		platform: 'node',
		target: 'node24',
		// Measured on a busy machine, least processor time of 9 loads in ms (webhook, receivables page, pull): CommonJS from the packages' ES modules, which
		// esbuild can shake, 62, 82, 99; ES modules out 68, 88, 114; CommonJS from the packages' CommonJS 113, 113, 149. Entries may therefore not await at top level.
		format: 'cjs',
		// Only SDKs are imported from other files, and by `require` they come whole; Node's `import` would look for their names in minified code.
		supported: { 'dynamic-import': false },
		plugins: [sdksApart],
		mainFields: ['module', 'main'],
		sourcemap: maps && 'external',
		legalComments: 'none',
		charset: 'utf8',
		logLevel: 'warning',
		metafile: true,
		// axios loads form-data, and with it a table of every media type, for multipart bodies that nobody here sends: 160 KB and 16 ms of a pull's start.
		alias: {
			'form-data': join(root, 'scripts/no-form-data.cjs'),
			'fast-xml-parser': join(root, 'scripts/no-xml-parser.cjs'),
			'@aws-sdk/credential-provider-node': join(root, 'scripts/env-credentials.cjs'),
		},
	});
	// Maps stay out of the deployed folder: they are twice the code, and only people read them.
	for (const { path, contents } of built.outputFiles)
		if (path.endsWith('.map')) await put(join(dist, 'maps', relative(out, path).replace(/[\\/]index\.js\.map$/, '.js.map')), contents);
	const outputs = Object.values(built.metafile.outputs);
	const codeOf = (path: string): Uint8Array => {
		const file = built.outputFiles.find((each) => each.path === path);
		if (!file) throw new Error(`${relative(out, path)} was not built`);
		return file.contents;
	};
	const bundles: Bundle[] = [];
	for (const entry of found) {
		const folder = join(out, entry.replace(/\.ts$/, ''));
		const code = codeOf(join(folder, 'index.js'));
		const imports = outputs.find((output) => output.entryPoint === `functions/${entry}`)?.imports ?? [];
		const sdksLoaded = imports.map(({ path }) => basename(path)).filter(isSdk);
		await put(join(folder, 'package.json'), manifest);
		for (const sdk of sdksLoaded) await put(join(folder, sdk), codeOf(join(out, sdk)));
		await put(join(folder, 'index.js'), code);
		// Entries and SDKs that are gone would otherwise stay, unused but confusing.
		for (const name of await readdir(folder)) if (isSdk(name) && !sdksLoaded.includes(name)) await rm(join(folder, name), { force: true });
		bundles.push({ entry, folder, bytes: code.byteLength });
	}
	await put(join(dist, 'meta.json'), JSON.stringify(built.metafile));
	for await (const old of glob('*/*.{http,queue,schedule}', { cwd: out })) {
		if (!found.includes(`${old.replaceAll('\\', '/')}.ts`)) await rm(join(out, old), { recursive: true });
	}
	return bundles;
};

if (import.meta.main) {
	const began = performance.now();
	const bundles = await bundle(undefined, process.argv.includes('--maps'));
	const kilobytes = bundles.reduce((sum, one) => sum + one.bytes, 0) / 1024;
	console.log(`${bundles.length} functions bundled in ${Math.round(performance.now() - began)} ms, ${Math.round(kilobytes)} KB.`);
}
