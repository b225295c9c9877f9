/** Each import rule is broken once in a throw-away tree: a rule that cannot fail would be no rule. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const project = resolve(import.meta.dirname, '../..');

/** rule → the file that breaks it, what it imports, and files that must exist for that. */
const breaks: Readonly<
	Record<string, { readonly file: string; readonly text: string; readonly needs?: Readonly<Record<string, string>> }>
> = {
	'no-cycles': {
		file: 'shared/domain/breaks-no-cycles.ts',
		text: "import { b } from './b.ts';\nexport const a = b;\n",
		needs: { 'shared/domain/b.ts': "import { a } from './breaks-no-cycles.ts';\nexport const b = () => a;\n" },
	},
	unresolvable: { file: 'shared/domain/breaks-unresolvable.ts', text: "import './nowhere.ts';\n" },
	'domain-is-pure': {
		file: 'shared/domain/breaks-domain-is-pure.ts',
		text: "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n",
	},
	'ports-name-needs': {
		file: 'shared/ports/breaks-ports-name-needs.ts',
		text: "import { SQSClient } from '@aws-sdk/client-sqs';\nexport const a = SQSClient;\n",
	},
	'wire-is-shared-shape': {
		file: 'shared/wire/breaks-wire-is-shared-shape.ts',
		text: "import { p } from '../ports/p.ts';\nexport const a = p;\n",
		needs: { 'shared/ports/p.ts': 'export const p = 1;\n' },
	},
	'adapters-translate': {
		file: 'shared/adapters/x/breaks-adapters-translate.ts',
		text: "import { r } from '../../runtime/r.ts';\nexport const a = r;\n",
		needs: { 'shared/runtime/r.ts': 'export const r = 1;\n' },
	},
	'adapters-apart': {
		file: 'shared/adapters/x/breaks-adapters-apart.ts',
		text: "import { y } from '../y/y.ts';\nexport const a = y;\n",
		needs: { 'shared/adapters/y/y.ts': 'export const y = 1;\n' },
	},
	'runtime-is-shared': {
		file: 'shared/runtime/breaks-runtime-is-shared.ts',
		text: "import { f } from '../../functions/sync/f.ts';\nexport const a = f;\n",
		needs: { 'functions/sync/f.ts': 'export const f = 1;\n' },
	},
	'stations-apart': {
		file: 'functions/sync/breaks-stations-apart.ts',
		text: "import { c } from '../connect/c.ts';\nexport const a = c;\n",
		needs: { 'functions/connect/c.ts': 'export const c = 1;\n' },
	},
	'use-cases-order': {
		file: 'functions/sync/breaks-use-cases-order.ts',
		text: "import { x } from '../../shared/adapters/x/x.ts';\nexport const a = x;\n",
		needs: { 'shared/adapters/x/x.ts': 'export const x = 1;\n' },
	},
	'entries-join': {
		file: 'functions/sync/breaks-entries-join.queue.ts',
		text: "import { x } from '../../shared/adapters/x/x.ts';\nexport const a = x;\n",
		needs: { 'shared/adapters/x/x.ts': 'export const x = 1;\n' },
	},
	'lib-deploys': {
		file: 'lib/breaks-lib-deploys.ts',
		text: "import { f } from '../functions/sync/f.ts';\nexport const a = f;\n",
		needs: { 'functions/sync/f.ts': 'export const f = 1;\n' },
	},
	'web-draws': {
		file: 'web/breaks-web-draws.ts',
		text: "import { r } from '../shared/runtime/r.ts';\nexport const a = r;\n",
		needs: { 'shared/runtime/r.ts': 'export const r = 1;\n' },
	},
	'nobody-imports-local': {
		file: 'shared/runtime/breaks-nobody-imports-local.ts',
		text: "import { l } from '../../local/l.ts';\nexport const a = l;\n",
		needs: { 'local/l.ts': 'export const l = 1;\n' },
	},
	'second-reader': {
		file: 'local/demo/own/breaks-second-reader.ts',
		text: "import { d } from '../../../shared/domain/d.ts';\nexport const a = d;\n",
		needs: { 'shared/domain/d.ts': 'export const d = 1;\n' },
	},
	'one-csv-writer': {
		file: 'functions/sync/breaks-one-csv-writer.ts',
		text: "import { stringify } from 'csv-stringify/sync';\nexport const a = stringify;\n",
	},
	'one-door-out': {
		file: 'shared/runtime/breaks-one-door-out.ts',
		text: "import { request } from 'node:https';\nexport const a = request;\n",
	},
};

const tree = mkdtempSync(join(tmpdir(), 'cobro-rules-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

const write = (file: string, text: string): void => {
	mkdirSync(dirname(join(tree, file)), { recursive: true });
	writeFileSync(join(tree, file), text);
};

type Violation = { readonly from: string; readonly to: string; readonly rule: { readonly name: string } };

const violations = async (): Promise<readonly Violation[]> => {
	for (const { file, text, needs } of Object.values(breaks))
		for (const [each, content] of Object.entries({ ...needs, [file]: text })) write(each, content);
	write('tsconfig.json', readFileSync(join(project, 'tsconfig.json'), 'utf8'));
	symlinkSync(join(project, 'node_modules'), join(tree, 'node_modules'));
	const bin = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
	const args = [
		bin,
		'--config',
		join(project, '.dependency-cruiser.cjs'),
		'--output-type',
		'json',
		'lib',
		'functions',
		'shared',
		'web',
		'local',
	];
	const { stdout } = await run(process.execPath, args, { cwd: tree, maxBuffer: 64 * 1024 * 1024 }).catch(
		(error: { stdout: string; stderr: string }) => {
			if (!error.stdout) throw new Error(error.stderr);
			return error;
		},
	);
	return (JSON.parse(stdout) as { readonly summary: { readonly violations: readonly Violation[] } }).summary.violations;
};

describe('import rules', async () => {
	const { forbidden } = (await import(join(project, '.dependency-cruiser.cjs'))).default as {
		readonly forbidden: readonly { readonly name: string }[];
	};
	const found = await violations();

	it('every rule has a break here', () => {
		expect(Object.keys(breaks).toSorted()).toEqual(forbidden.map((rule) => rule.name).toSorted());
	});

	it.each(Object.entries(breaks))('%s is caught', (name, { file }) => {
		expect(found.filter((violation) => violation.from === file || violation.to === file).map((violation) => violation.rule.name)).toContain(
			name,
		);
	});
});
