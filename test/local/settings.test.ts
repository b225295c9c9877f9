import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSettings, type Settings } from '../../local/settings.ts';

const root = mkdtempSync(join(tmpdir(), 'cobro-settings-'));
const csv = join(root, 'open.csv');
writeFileSync(csv, 'a,b\n');
const read = (...args: string[]): Settings | null => readSettings(args, root);

it('has a default for everything', () => {
	expect(read()).toEqual({ fresh: false, source: null, today: null, port: 4100, state: join(root, '.cobro'), real: {}, live: '' });
	expect(read('--help')).toBeNull();
});

it('takes what it is told', () => {
	expect(
		read(
			'--fresh',
			'--csv',
			csv,
			'--csv-provider',
			'quickbooks',
			'--csv-columns',
			'amount=Offen, due=Fällig am',
			'--today',
			'2020-05-15',
			'--port',
			'5000',
		),
	).toEqual({
		fresh: true,
		source: { kind: 'csv', file: csv, provider: 'quickbooks', columns: { amount: 'Offen', due: 'Fällig am' }, currency: null },
		today: '2020-05-15',
		port: 5000,
		state: join(root, '.cobro'),
		real: {},
		live: '',
	});
	expect(read('--scenario', csv)?.source).toEqual({ kind: 'scenario', file: csv });
});

it.each([
	[['--frsh'], /--frsh.*--help/],
	[['again'], /again/],
	[['--port'], /--port/],
	[['--port', '80'], /"80" is not a port between 1024/],
	[['--port', 'x'], /"x" is not a port/],
	[['--today', '2020-02-30'], /"2020-02-30" is not a day/],
	[['--today', 'yesterday'], /"yesterday" is not a day/],
	[['--csv', 'nowhere.csv'], /there is no file nowhere\.csv/],
	[['--scenario', root], /is not a file/],
	[['--csv', csv, '--scenario', csv], /cannot be given together/],
	[['--csv', csv, '--csv-provider', 'sage'], /"sage" is neither xero nor quickbooks/],
	[['--csv', csv, '--csv-columns', 'colour=red'], /"colour=red" is not column=heading/],
	[['--csv-provider', 'xero'], /how to read a --csv FILE/],
])('refuses %j in words', (args, words) => {
	expect(() => read(...args)).toThrow(words);
});

it('sees real credentials, and does not move their clock', () => {
	const real = mkdtempSync(join(tmpdir(), 'cobro-settings-'));
	writeFileSync(join(real, '.env'), '# mine\nXERO_CLIENT_ID=abc\nXERO_CLIENT_SECRET=\nOTHER=1\n');
	expect(() => readSettings([], real)).toThrow(/XERO_CLIENT_ID and XERO_CLIENT_SECRET go together, and the secret is missing/);
	writeFileSync(join(real, '.env'), 'XERO_CLIENT_ID=abc\nXERO_CLIENT_SECRET=def\n');
	expect(readSettings([], real)?.real).toEqual({
		xero: { clientId: 'abc', clientSecret: 'def', webhookKey: expect.stringMatching(/^[0-9a-f]{48}$/), endpoints: {} },
	});
	expect(readSettings([], real)?.state).toBe(join(real, '.cobro-real'));
	expect(() => readSettings(['--today', '2020-05-15'], real)).toThrow(/real providers do not follow/);
});
