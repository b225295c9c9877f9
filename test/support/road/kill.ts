/**
 * `kill -9` of a real `npm start` while customers pay: the process is gone at any instant, started again on its folder, and killed again. In the end the
 * clock goes on by some hours, and what the folder's own stores hold must be as `checker.ts` says.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMail } from '../../../local/aws/mail/index.ts';
import { dump as dumpQuickbooks } from '../../../local/sandbox/quickbooks/dump.ts';
import { Store as QuickbooksStore } from '../../../local/sandbox/quickbooks/store.ts';
import { startStripeSandbox } from '../../../local/sandbox/stripe/index.ts';
import { dump as dumpXero } from '../../../local/sandbox/xero/dump.ts';
import { Store as XeroStore } from '../../../local/sandbox/xero/store.ts';
import { seeded } from '../../../local/scenario/seeded.ts';
import { deskPort } from '../../../local/settings.ts';
import { instantOfMs } from '../../../shared/domain/day.ts';
import { type Provider, providers } from '../../../shared/domain/document.ts';
import { freePorts, Life, orgId, realm, tableOf } from '../sync/kill.ts';
import { formsIn, Visitor } from '../visitor.ts';
import { currencyOf, roadBooks, type Story } from './books.ts';
import { bookingDifferences, mailDifferences, receiptDifferences, unfinished } from './checker.ts';
import { arrived, linkIn } from './inbox.ts';
import { type Items, itemsIn } from './items.ts';
import { quickbooksPayments, xeroPayments } from './ledger.ts';

export type RoadKilled = {
	readonly kills: number;
	readonly mails: number;
	readonly unknown: number;
	readonly payments: number;
	readonly bookings: number;
	readonly differences: readonly string[];
	readonly seconds: number;
};

const restMs = 300_000;
const patienceMs = 30_000;
const payersALife = 3;
const now = () => instantOfMs(Date.now());

const owing = (provider: Provider, n: number): Story => ({
	id: `${provider}${n}`,
	email: `${provider}${n}@customers.example`,
	owes: [
		{ number: `${provider}-${n}-a`, due: `-${4 + (n % 5)}d`, total: `${100 + n}.00` },
		{ number: `${provider}-${n}-b`, due: `-${1 + (n % 9)}d`, total: `${20 + n}.50` },
	],
});
const scenarioOf = (size: number) => ({
	format: 'cobro-scenario/1',
	name: 'kill',
	organisations: providers.map((provider) => ({
		provider,
		id: provider === 'xero' ? orgId : realm,
		name: provider === 'xero' ? 'Harbour & Sons' : 'Tortuga Trading',
		baseCurrency: currencyOf[provider],
		timeZone: provider === 'xero' ? 'Europe/London' : 'America/Chicago',
		country: provider === 'xero' ? 'GB' : 'US',
		...roadBooks(
			provider,
			Array.from({ length: size }, (_, n) => owing(provider, n)),
		),
	})),
});

/** The inbox as it lies in the folder, read beside whoever uses it. */
const links = async (dir: string): Promise<readonly string[]> => {
	const ses = await startMail({ port: 0, dir: join(dir, 'state', 'mail'), now: Date.now });
	try {
		const reminders = arrived(ses).filter(({ mail }) => mail?.startsWith('rem|'));
		return await Promise.all(reminders.map(({ id }) => linkIn(ses, id)));
	} finally {
		await ses.close();
	}
};
/** At the desk. False: it did not get there. */
const moveOn = async (port: number, by: string): Promise<boolean> =>
	(await fetch(`http://127.0.0.1:${deskPort(port)}/time`, { method: 'POST', body: new URLSearchParams({ by }) })).ok;

/** Waits for the first mails. A read whose step was cut is taken up when its lease is over, which is longer than this waits: then the clock goes on. */
const mailed = async (dir: string, port: number): Promise<readonly string[]> => {
	const patience = performance.now() + patienceMs;
	let moved = false;
	for (const until = performance.now() + restMs; performance.now() < until; await sleep(1_000)) {
		const known = await links(dir);
		if (known.length > 0) return known;
		if (!moved && performance.now() > patience) moved = await moveOn(port, '+3h');
	}
	throw new Error('no mail went out');
};

/** As far as it gets before the power goes. */
const pays = async (link: string): Promise<void> => {
	const browser = new Visitor();
	const page = await browser.open(link);
	const form = formsIn(page.html).find(({ fields }) => fields.some(([name, value]) => name === 'what' && value === 'all'));
	const button = form?.buttons.at(-1);
	if (!button) return;
	const till = await browser.press(page, button.label);
	if (till.url.includes('/c/pay/')) await browser.press(till, 'Pay', { choice: 'card', email: 'customer@customers.example' });
};

const finalMail: ReadonlySet<string> = new Set(['sent', 'suppressed', 'unknown']);
const finalCheckout: ReadonlySet<string> = new Set(['paid', 'failed', 'closed']);
const busy = ({ reminders, receipts, checkouts, payments }: Items): boolean =>
	[...reminders, ...receipts].some(({ state }) => !finalMail.has(state)) ||
	checkouts.some(({ state }) => !finalCheckout.has(state)) ||
	payments.some(({ state, wake }) => state !== 'booked' || wake !== null);

/** All that the folder's stores hold, the table as it was just before the last life ended. */
const judged = async (dir: string, items: Items, kills: number): Promise<Omit<RoadKilled, 'kills' | 'seconds'>> => {
	const [ses, stripe] = await Promise.all([
		startMail({ port: 0, dir: join(dir, 'state', 'mail'), now: Date.now }),
		startStripeSandbox({
			port: 0,
			dir: join(dir, 'state', 'stripe'),
			secretKey: 'none',
			webhookSecret: 'none',
			webhookUrl: null,
			now,
			limits: false,
		}),
	]);
	const xero = new XeroStore(join(dir, 'state', 'xero'), Date.now);
	const quickbooks = new QuickbooksStore(join(dir, 'state', 'quickbooks'), now);
	try {
		const all = [...xeroPayments(dumpXero(xero, orgId)), ...quickbooksPayments(dumpQuickbooks(quickbooks, realm))];
		return {
			mails: ses.mails().length,
			unknown: [...items.reminders, ...items.receipts].filter(({ state }) => state === 'unknown').length,
			payments: items.payments.length,
			bookings: items.payments.reduce((sum, { bookings }) => sum + bookings.length, 0),
			differences: [
				...(busy(items) ? ['something is not at rest'] : []),
				...(await mailDifferences(items, { ses, crashes: kills, lostEvents: new Set() })),
				...bookingDifferences(items, { side: { payments: () => all }, stripe }),
				...receiptDifferences(items),
				...unfinished(items, stripe),
			],
		};
	} finally {
		xero.db.close();
		quickbooks.close();
		await Promise.all([ses.close(), stripe.close()]);
	}
};

export const killedOnTheRoad = async (options: {
	readonly seed: number;
	readonly kills: number;
	/** Customers of each of the two ledgers. */
	readonly size: number;
	readonly tell?: (line: string) => void;
}): Promise<RoadKilled> => {
	const began = performance.now();
	const chance = seeded(options.seed);
	const dir = mkdtempSync(join(tmpdir(), 'cobro-road-kill-'));
	writeFileSync(join(dir, 'scenario.json'), JSON.stringify(scenarioOf(options.size)));
	const port = await freePorts();
	let life = await Life.start(dir, port);
	let table: Awaited<ReturnType<typeof tableOf>> | null = null;
	try {
		const { visitor, hub } = await life.signIn();
		await visitor.press(
			await visitor.press(await visitor.press(await visitor.press(hub, 'Connect Xero'), 'Allow access'), 'Connect QuickBooks'),
			'Agree',
		);
		for (let kill = 0; kill < options.kills; kill++) {
			// The first two lives end while ledgers are read and mails go out; later ones have customers.
			const known = kill < 2 ? [] : await mailed(dir, port);
			const paying = Array.from({ length: Math.min(payersALife, known.length) }, () =>
				pays(known[chance.between(0, known.length - 1)] ?? '').catch(() => undefined),
			);
			await sleep(chance.between(50, 3_000));
			await life.kill();
			await Promise.all(paying);
			options.tell?.(`kill ${kill + 1}: ${known.length} mails with links`);
			life = await Life.start(dir, port);
		}
		// Who was cut off tries again.
		for (const link of (await mailed(dir, port)).slice(0, payersALife)) await pays(link);
		table = await tableOf(port);
		let items = await itemsIn(table.store);
		// Two hours settle what nobody knows of, give back what nobody paid, and read once more what no webhook told.
		let moved = false;
		for (
			const until = performance.now() + restMs;
			(!moved || busy(items)) && performance.now() < until;
			items = await itemsIn(table.store)
		) {
			await sleep(3_000);
			moved = await moveOn(port, '+2h');
		}
		await life.kill();
		const found = await judged(dir, items, options.kills);
		return { kills: options.kills, ...found, seconds: (performance.now() - began) / 1000 };
	} finally {
		table?.store.db.destroy();
		await life.kill();
		// Its queue process ends by itself when its parent is gone, and writes until then.
		await sleep(500);
		rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
	}
};
