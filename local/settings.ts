/** What can be said behind `npm start --`, checked, with the reason in words when it cannot be. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { type Day, isDay } from '../shared/domain/day.ts';
import type { Provider } from '../shared/domain/document.ts';
import { env } from '../shared/wire/env.ts';
import type { Column, ColumnMapping } from './scenario/columns.ts';
import type { RealProvider, RealProviders } from './secrets.ts';

export type Source =
	| { readonly kind: 'built-in' }
	| { readonly kind: 'scenario'; readonly file: string }
	| {
			readonly kind: 'csv';
			readonly file: string;
			readonly provider: Provider;
			readonly columns: ColumnMapping;
			readonly currency: string | null;
	  };
export type Settings = {
	readonly fresh: boolean;
	/** Null: none was named; the state folder's own, or else the built-in one. */
	readonly source: Source | null;
	readonly today: Day | null;
	readonly port: number;
	readonly state: string;
	/** Providers whose own credentials `.env` holds: they are talked to for real, the others stay sandboxes. */
	readonly real: RealProviders;
	/** `COBRO_LIVE` in `.env`: `book` lets payments be written to a real ledger. */
	readonly live: string;
};

class SettingsError extends Error {
	override readonly name = 'SettingsError';
}

const defaultPort = 4100;
/** The hub and what it needs listen on this many ports in a row. */
export const portCount = 11;
/** Of the page with the clock, by the hub's. */
export const deskPort = (hub: number): number => hub + portCount - 1;

const columnNames = [
	'customer',
	'name',
	'number',
	'issued',
	'due',
	'amount',
	'currency',
	'terms',
	'unit',
	'email',
	'language',
	'country',
] as const satisfies readonly Column[];

export const usage = `npm start                     Cobro on this machine, with two demo companies.
npm start -- [options]

  --fresh                     forget everything kept in .cobro and start over
  --scenario FILE             fill the sandboxes from a scenario file (docs/scenario.md)
  --csv FILE                  fill one sandbox with the open invoices of a CSV file
    --csv-provider NAME         which one: xero (default) or quickbooks
    --csv-columns MAP           headings that are not recognised: "amount=Offen,due=Fällig am"; columns are
                                ${columnNames.join(', ')}
    --csv-currency CODE         one currency for all rows
  --today DAY                 begin on that day, like 2020-05-15; time goes on from there
  --port N                    the hub's port (default ${defaultPort}); the ${portCount - 1} after it are used too
  --state FOLDER              keep the state there instead of .cobro
  --help                      this text

Real providers: put XERO_CLIENT_ID and XERO_CLIENT_SECRET, or QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET, of your own app into .env, with
http://127.0.0.1:4100/connections/xero/callback (or /quickbooks/) as its redirect URI. Cobro then reads the real ledger; it
writes payments to it only when .env also says COBRO_LIVE=book. Mail stays in the local inbox.
QUICKBOOKS_API_URL=https://sandbox-quickbooks.api.intuit.com is for Intuit's own test companies. State is then kept in .cobro-real.`;

const fileOf = (option: string, path: string): string => {
	const file = resolve(path);
	if (!existsSync(file)) throw new SettingsError(`${option}: there is no file ${path}`);
	if (!statSync(file).isFile()) throw new SettingsError(`${option}: ${path} is not a file`);
	return file;
};
const columnsOf = (text: string): ColumnMapping =>
	Object.fromEntries(
		text.split(',').map((pair): [Column, string] => {
			const at = pair.indexOf('=');
			const name = columnNames.find((each) => each === pair.slice(0, at).trim());
			if (at < 0 || !name)
				throw new SettingsError(`--csv-columns: "${pair.trim()}" is not column=heading; columns are ${columnNames.join(', ')}`);
			return [name, pair.slice(at + 1).trim()];
		}),
	);

const parse = (args: readonly string[]) => {
	try {
		return parseArgs({
			args: [...args],
			allowPositionals: false,
			options: {
				fresh: { type: 'boolean', default: false },
				scenario: { type: 'string' },
				csv: { type: 'string' },
				'csv-provider': { type: 'string' },
				'csv-columns': { type: 'string' },
				'csv-currency': { type: 'string' },
				today: { type: 'string' },
				port: { type: 'string', default: String(defaultPort) },
				state: { type: 'string' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (cause) {
		// Node's sentence names the option; what follows it is advice for programmers.
		const said = cause instanceof Error ? (cause.message.split('. ')[0] ?? cause.message) : String(cause);
		throw new SettingsError(`${said}. \`npm start -- --help\` lists what can be said.`, { cause });
	}
};

/** Id and secret come together; a webhook key is only needed where the provider can reach this machine. */
const realProviders = (variables: Readonly<Record<string, string | undefined>>): RealProviders => {
	const of = (provider: Provider, endpoints: readonly string[]): readonly [Provider, RealProvider][] => {
		const prefix = provider.toUpperCase();
		const [clientId, clientSecret] = [variables[`${prefix}_CLIENT_ID`], variables[`${prefix}_CLIENT_SECRET`]];
		if (!clientId && !clientSecret) return [];
		if (!clientId || !clientSecret)
			throw new SettingsError(
				`.env: ${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET go together, and ${clientId ? 'the secret' : 'the id'} is missing`,
			);
		const given = endpoints.flatMap((name): [string, string][] => (variables[name] ? [[name, variables[name]]] : []));
		return [
			[
				provider,
				{
					clientId,
					clientSecret,
					webhookKey: variables[`${prefix}_WEBHOOK_KEY`] ?? randomBytes(24).toString('hex'),
					endpoints: Object.fromEntries(given),
				},
			],
		];
	};
	return Object.fromEntries([...of('xero', []), ...of('quickbooks', [env.quickbooks.api])]);
};

/** Reads the command line and `.env` in `root`. Null: help was asked for. Throws `SettingsError`. */
export const readSettings = (args: readonly string[], root: string): Settings | null => {
	const given = parse(args);
	if (given.help) return null;
	const port = Number(given.port);
	if (!/^\d+$/.test(given.port) || port < 1024 || port + portCount > 65_536)
		throw new SettingsError(`--port: "${given.port}" is not a port between 1024 and ${65_536 - portCount}`);
	const today = given.today ?? null;
	if (today !== null && !isDay(today)) throw new SettingsError(`--today: "${today}" is not a day like 2020-05-15`);
	if (given.csv !== undefined && given.scenario !== undefined)
		throw new SettingsError('--csv and --scenario cannot be given together: each fills the sandboxes by itself');
	const provider = given['csv-provider'] ?? 'xero';
	if (provider !== 'xero' && provider !== 'quickbooks')
		throw new SettingsError(`--csv-provider: "${provider}" is neither xero nor quickbooks`);
	for (const option of ['csv-provider', 'csv-columns', 'csv-currency'] as const)
		if (given.csv === undefined && given[option] !== undefined)
			throw new SettingsError(`--${option} says how to read a --csv FILE, and none is given`);

	const dotEnv = join(root, '.env');
	const variables = existsSync(dotEnv) ? parseEnv(readFileSync(dotEnv, 'utf8')) : {};
	const real = realProviders(variables);
	const named = Object.keys(real);
	if (named.length && today !== null)
		throw new SettingsError(
			`--today moves the clock, which real providers do not follow: take the credentials of ${named.join(' and ')} out of .env first`,
		);

	const source = (): Source | null => {
		if (given.scenario !== undefined) return { kind: 'scenario', file: fileOf('--scenario', given.scenario) };
		if (given.csv === undefined) return null;
		const columns = given['csv-columns'] === undefined ? {} : columnsOf(given['csv-columns']);
		return { kind: 'csv', file: fileOf('--csv', given.csv), provider, columns, currency: given['csv-currency'] ?? null };
	};
	return {
		fresh: given.fresh,
		source: source(),
		today,
		port,
		live: variables.COBRO_LIVE ?? '',
		state: resolve(root, given.state ?? (named.length ? '.cobro-real' : '.cobro')),
		real,
	};
};
