import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const project = resolve(import.meta.dirname, '../../../..');
let dir: string;
beforeAll(() => {
	dir = mkdtempSync(join(tmpdir(), 'xero-bundle-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Asks a server that never answers, and prints the fault. */
const program = `
import { openXero } from ${JSON.stringify(join(project, 'shared/adapters/xero/accounting.ts'))};
const accounting = await openXero(process.argv[2], 300)('xero-x', 'token', () => '2026-11-22T10:00:00.000Z');
accounting.organisation().catch((error) => { console.log(error.name, error.kind); process.exit(0); });
`;

it.each(['run as it is', 'bundled to CommonJS'])('gives up on a silent Xero: %s', async (way) => {
	const source = join(dir, 'program.ts');
	writeFileSync(
		source,
		way === 'run as it is' ? program : `${program.replace('const accounting', '(async () => { const accounting')}})();`,
	);
	let file = source;
	if (way !== 'run as it is') {
		file = join(dir, 'program.cjs');
		await build({
			entryPoints: [source],
			outfile: file,
			bundle: true,
			platform: 'node',
			format: 'cjs',
			target: 'node24',
			logLevel: 'error',
		});
	}
	const silent = createServer(() => undefined);
	await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
	const { port } = silent.address() as AddressInfo;
	const output = await new Promise<string>((done, fail) => {
		execFile(process.execPath, [file, `http://127.0.0.1:${port}`], { timeout: 20_000 }, (error, stdout) =>
			error ? fail(error) : done(stdout),
		);
	});
	silent.closeAllConnections();
	silent.close();
	expect(output.trim()).toBe('AccountingFault unavailable');
});
