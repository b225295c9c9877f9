/** House rules that no linter knows, checked on the source itself. Each is shown to fail on a line that breaks it. */
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const project = resolve(import.meta.dirname, '../..');
const product = ['bin', 'lib', 'functions', 'shared', 'web'].flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: project }));

type Rule = { readonly says: string; readonly breaks: RegExp; readonly sample: string; readonly but: (file: string) => boolean };
const rules: readonly Rule[] = [
	{
		says: 'zod is imported whole: the named import bundles every locale (444 KB against 79)',
		breaks: /import \{[^}]*\bz\b[^}]*\} from 'zod(\/mini)?'/,
		sample: "import { z } from 'zod';",
		but: () => false,
	},
	{
		says: 'the environment is read in shared/runtime/env.ts and by the CDK app only',
		breaks: /process\.env/,
		sample: 'const table = process.env.TABLE_NAME;',
		but: (file) => file === 'shared/runtime/env.ts' || file.startsWith('bin/'),
	},
	{
		says: 'the present comes from the injected clock',
		breaks: /Date\.now\(\)|new Date\(\)/,
		sample: 'const now = Date.now();',
		but: (file) => file.startsWith('shared/runtime/'),
	},
	{
		says: 'money is never a float',
		breaks: /parseFloat\(|\.toFixed\(/,
		sample: 'parseFloat(amount)',
		but: () => false,
	},
	{
		says: 'no checker is silenced',
		breaks: /@ts-(ignore|nocheck|expect-error)|biome-ignore|oxlint-disable|eslint-disable/,
		sample: '// @ts-ignore',
		but: () => false,
	},
];

describe('house rules', () => {
	it('looks at the product', () => expect(product.length).toBeGreaterThan(80));

	it.each(rules)('$says', ({ breaks, sample, but }) => {
		expect(sample).toMatch(breaks);
		const broken = product.filter((file) => !but(file) && breaks.test(readFileSync(resolve(project, file), 'utf8')));
		expect(broken).toEqual([]);
	});
});
