/** `npm start`: the whole of Cobro on this machine, with its state in `.cobro`. */
import '../scripts/node-version.ts';
import { join } from 'node:path';
import { dayAt, moveClock, offsetTo, realNow } from './clock.ts';
import { readSettings, type Settings, type Source, usage } from './settings.ts';
import type { Filling } from './source.ts';
import { type Kept, StateConflict, StateFolder } from './state-folder.ts';

// Lambda's zone; without it code that forgets its zone would differ between a laptop and AWS.
process.env.TZ = 'UTC';

const root = join(import.meta.dirname, '..');
/** Mark of the built-in scenario, as `fillingOf` gives it. */
const builtIn = 'built-in';
/** Ctrl-C ends everything in this time, whatever hangs. */
const endLimitMs = 2500;

/** Errors that explain themselves; any other is ours and shows where it was thrown. */
const spoken = new Set([
	'SettingsError',
	'StateInUse',
	'StateConflict',
	'StateMismatch',
	'ScenarioError',
	'PortTaken',
	'BuildError',
	'FolderInUse',
]);
const sayWhy = (error: unknown): void => {
	console.error(error instanceof Error && spoken.has(error.name) ? `\n${error.message}\n` : error);
};

/** How far the clock runs ahead: as kept, or as asked for, but never back behind what the kept books have seen. */
const offsetOf = (settings: Settings, kept: Kept | null): number => {
	if (settings.today === null) return kept?.offsetMs ?? 0;
	const wanted = offsetTo(settings.today, realNow());
	if (!kept) return wanted;
	const keptDay = dayAt(kept.offsetMs, realNow());
	if (keptDay === settings.today) return kept.offsetMs;
	if (settings.today < keptDay)
		throw new StateConflict(
			`what is kept in ${settings.state} has reached ${keptDay}, and time does not go back to ${settings.today}: add --fresh to start over`,
		);
	return wanted;
};

/** What must be read to fill the sandboxes, or to see that it is what fills them already; null when nothing must. */
const neededFilling = (settings: Settings, kept: Kept | null, read: (source: Source) => Filling): Filling | null => {
	if (!kept) return read(settings.source ?? { kind: 'built-in' });
	if (!settings.source && kept.filled) return null;
	const called = (mark: string): string => mark.replace(/ [0-9a-f]{12}$/, '');
	if (!settings.source && kept.filledFrom !== builtIn)
		throw new StateConflict(
			`an earlier start was cut short while it filled ${settings.state} from ${called(kept.filledFrom)}: give that again, or --fresh to start over`,
		);
	const filling = read(settings.source ?? { kind: 'built-in' });
	if (filling.mark !== kept.filledFrom)
		throw new StateConflict(
			`${settings.state} is filled from ${called(kept.filledFrom)}: add --fresh to start over with ${called(filling.mark)}`,
		);
	return filling;
};

const page = (name: string, address: string, what: string): string => `  ${name.padEnd(22)}${address.padEnd(30)}${what}`;

const main = async (): Promise<void> => {
	const began = performance.now();
	const settings = readSettings(process.argv.slice(2), root);
	if (!settings) {
		console.log(usage);
		return;
	}
	const folder = await StateFolder.open(settings.state, settings.port);
	let end: () => Promise<void> = async () => undefined;
	let ending = false;
	const finish = (code: number): void => {
		// Ctrl-C arrives twice under npm: from the terminal and from npm itself.
		if (ending) return;
		ending = true;
		const gone = (status: number): void => {
			folder.release();
			process.exit(status);
		};
		const limit = setTimeout(() => gone(code || 1), endLimitMs);
		void end()
			.catch(sayWhy)
			.finally(() => {
				clearTimeout(limit);
				gone(code);
			});
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => finish(0));

	try {
		if (settings.fresh) folder.wipe();
		const kept = folder.kept();
		const offsetMs = offsetOf(settings, kept);
		moveClock(offsetMs);
		const today = dayAt(offsetMs, realNow());
		console.log('Starting Cobro …');

		// Loaded only now: everything below asks for the time, and some of it while it is loaded.
		const [{ startStack }, { fillingOf }] = await Promise.all([import('./stack.ts'), import('./source.ts')]);
		const filling = neededFilling(settings, kept, (source) => fillingOf(source, today));
		const filledFrom = filling?.mark ?? kept?.filledFrom ?? builtIn;
		const secrets = folder.secrets();
		folder.keep({ secrets, filledFrom, filled: kept?.filled ?? false, offsetMs });
		const starting = startStack({
			dir: settings.state,
			port: settings.port,
			offsetMs,
			scenario: kept?.filled ? null : (filling?.scenario ?? null),
			secrets,
			real: settings.real,
			live: settings.live,
			redeliverSeconds: 5,
			onMove: (ms) => {
				moveClock(ms);
				folder.keep({ secrets, filledFrom, filled: true, offsetMs: ms });
			},
			onBuild: () => console.log('Building the app, since its sources are new; the next start is faster …'),
		});
		// A Ctrl-C during the start waits for it, so that nothing is left half started.
		end = async () => {
			await (await starting).close();
		};
		const stack = await starting;
		folder.nameChildren(stack.queues.pid);
		folder.keep({ secrets, filledFrom, filled: true, offsetMs });
		if (ending) return;

		const names = (of: readonly { readonly name: string }[]): string => of.map(({ name }) => name).join(', ') || 'no organisation';
		const seconds = ((performance.now() - began) / 1000).toFixed(1);
		for (const line of filling?.sentences ?? []) console.log(line);
		for (const provider of Object.keys(settings.real))
			console.log(
				`\n.env holds credentials for ${provider}: the hub reads the real ${provider}, and its sandbox below stands idle. ${settings.live.split(',').includes('book') ? 'Payments are booked in it, since COBRO_LIVE names "book".' : 'Nothing is written to it; bookings are shown as "would book".'}`,
			);
		console.log(
			[
				'',
				`Cobro runs on this machine, ready after ${seconds} s.${offsetMs === 0 ? '' : ` Its today is ${today}, and time goes on.`}`,
				'',
				page('The hub', stack.hubOrigin, 'who owes what, how old it is, and whether it ties'),
				page('Xero sandbox', stack.xero.origin, names(stack.xero.organisations())),
				page('QuickBooks sandbox', stack.quickbooks.origin, names(stack.quickbooks.organisations())),
				page('Inbox', stack.mail.inboxUrl, 'every mail the hub sends, as its reader sees it'),
				page('Stripe sandbox', stack.stripe.url, 'payments, sessions, events'),
				page('Sign-in', stack.identity.url, 'Ana Demo and Boris Demo, a company each'),
				page('The desk', stack.deskUrl, 'all of these, and the clock: a fortnight in seconds'),
				'',
				'Try this:',
				'  1. Open the hub and sign in as Ana Demo.',
				`  2. Connect ${stack.xero.organisations().length ? 'Xero' : 'QuickBooks'}, agree on the consent page, and watch it count.`,
				'  3. In the sandbox pay, void or re-date an invoice, and see the hub follow.',
				'  4. Open the inbox: reminders have gone out. Open one, press its button, and pay with the test card.',
				'  5. Move the clock on the desk: what is due until then happens. (`npm run time -- +14d` does the same.)',
				'  6. Switch a fault on in a sandbox (429, 503, a cut connection): the hub says what it is doing.',
				'  7. Sign in as Boris Demo in a private window: he sees nothing of it.',
				'',
				`What the functions print: ${stack.logs.file ?? 'nowhere'}`,
				`Everything is kept in ${settings.state}; --fresh starts over, --help says what else. Ctrl-C ends it.`,
				'',
			].join('\n'),
		);
		await stack.runtime.warm(['team/public.http', 'receivables/app.http', 'connect/app.http']);
	} catch (error) {
		if (ending) return;
		sayWhy(error);
		// What did start was ended by whoever failed.
		end = async () => undefined;
		finish(1);
	}
};

try {
	await main();
} catch (error) {
	sayWhy(error);
	process.exitCode = 1;
}
