/** A consent is revoked at the provider, and the company's people find it in their inbox: on the running stack, by the sign-in service's own addresses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later } from '../../shared/domain/day.ts';
import { companyOf, type Running, startRunning } from '../support/running.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Shown, Visitor } from '../support/visitor.ts';

let running: Running;
let ana: Visitor;
let anaPage: Shown;
let company = '';
let ledgers: Readonly<Record<'xero' | 'quickbooks', string>>;

beforeAll(async () => {
	running = await startRunning();
	({ visitor: ana, page: anaPage } = await signedIn(running.stack));
	company = await companyOf(running, ana);
	ledgers = { xero: `xero-${running.xero}`, quickbooks: `quickbooks-${running.quickbooks}` };
	await connectXero(ana, anaPage);
	await connectQuickbooks(ana, anaPage);
	await running.stack.idle();
}, 180_000);
afterAll(() => running?.close());

const inbox = () => running.stack.mail.mails().filter(({ to }) => to.includes('ana@demo.example'));
const latest = async () => {
	const [newest] = inbox();
	const mail = newest && (await running.stack.mail.read(newest.id));
	if (!mail) throw new Error('nothing came');
	return mail;
};
const userOf = async () => (await running.companies.users(company))[0];

/** The provider refuses the refresh; then the minute's sweeps, as often as said. */
const revoked = async (provider: 'xero' | 'quickbooks'): Promise<void> => {
	const { grant: id } = await running.connection(company, ledgers[provider]);
	running.stack[provider].faults.add('refresh-refused', 1);
	const now = running.stack.now();
	await running.changeGrant(company, id, (grant) => ({ ...grant, accessExpiresAt: now, wake: now }));
	await running.stack.runtime.fire('connect/sweep.schedule');
	await running.stack.idle();
};
/** As if so much time had passed since it was lost. */
const ago = (ledger: string, ms: number) =>
	running.change(company, ledger, (known) => ({
		...known,
		lost: known.lost ? { ...known.lost, since: later(running.stack.now(), -ms) } : null,
		wake: running.stack.now(),
	}));
const swept = async (): Promise<void> => {
	await running.stack.runtime.fire('sync/sweep.schedule');
	await running.stack.idle();
};
const reconnected = async (provider: 'xero' | 'quickbooks'): Promise<void> => {
	const name = provider === 'xero' ? 'Xero' : 'QuickBooks';
	const page = await ana.open(`${running.stack.hubOrigin}/`);
	await ana.press(await ana.press(page, `Reconnect ${name}`), provider === 'xero' ? 'Allow access' : 'Agree');
	await running.stack.idle();
};
const minute = 60_000;
const day = 24 * 60 * minute;

describe('signing in', () => {
	it('keeps the verified address and no other', async () => {
		expect(await userOf()).toMatchObject({ email: 'ana@demo.example', roles: ['owner'] });
	});
});

describe('a consent that the provider refuses', () => {
	it('is told to its people in a plain letter that leads to the hub', async () => {
		await revoked('xero');
		expect(await running.connection(company, ledgers.xero)).toMatchObject({ state: 'needs-reconnecting', lost: { letters: 0 } });
		await swept();
		expect(inbox()).toEqual([]);
		await ago(ledgers.xero, minute);
		await swept();
		const mail = await latest();
		const { name } = await running.connection(company, ledgers.xero);
		expect(mail.subject).toBe(`Please reconnect: ${name} (Xero)`);
		for (const words of [name, 'What still stands', 'What waits', 'Reconnect Xero', `${running.stack.hubOrigin}/#connections`])
			expect(mail.text).toContain(words);
		expect(mail.html).toContain(`href="${running.stack.hubOrigin}/#connections"`);
		expect(mail.html?.match(/https?:\/\//g)).toHaveLength(1);
		const page = await ana.open(`${running.stack.hubOrigin}/`);
		expect(page.html).toContain('Needs reconnecting');
		expect(page.html).toContain('id="connections"');
	});

	it('is not told twice by copies and sweeps; after 3 days and after 7 it is, and then no more', async () => {
		const message = JSON.stringify({ type: 'connect.tell', company, ledger: ledgers.xero });
		const copies = async (): Promise<void> => {
			for (let i = 0; i < 5; i++) await running.send('letters', message);
			await running.stack.idle();
			await swept();
		};
		await copies();
		expect(inbox()).toHaveLength(1);
		await ago(ledgers.xero, 3 * day);
		await copies();
		expect(inbox()).toHaveLength(2);
		expect((await latest()).subject).toMatch(/^Still not connected: /);
		await ago(ledgers.xero, 7 * day);
		await copies();
		expect(inbox()).toHaveLength(3);
		expect((await latest()).text).toContain('This is the last mail about it.');
		await ago(ledgers.xero, 30 * day);
		await copies();
		expect(inbox()).toHaveLength(3);
		expect((await running.connection(company, ledgers.xero)).wake).toBeNull();
		expect(await running.dead('letters')).toEqual([]);
	});

	it.each([
		['es', 'es-MX', 'Hay que volver a conectar', 'Buenos días:'],
		['ru', 'ru', 'Нужно подключить заново', 'Здравствуйте!'],
		['en', 'de', 'Please reconnect', 'Hello,'],
	])('in %s for who has the locale %s; anew after Reconnect', async (_, language, subject, hello) => {
		await reconnected('xero');
		expect(await running.connection(company, ledgers.xero)).toMatchObject({ state: 'connected', lost: null });
		const user = await userOf();
		await running.companies.keepContact(company, user?.id ?? '', { email: 'ana@demo.example', language });
		const before = inbox().length;
		await revoked('xero');
		await ago(ledgers.xero, minute);
		await swept();
		expect(inbox()).toHaveLength(before + 1);
		const mail = await latest();
		expect(mail.subject).toContain(subject);
		expect(mail.text).toContain(hello);
	});

	it('waits while the operator’s stop is on, and comes after that; a company’s own stop holds up nothing', async () => {
		await reconnected('xero');
		const before = inbox().length;
		await ana.request(`${running.stack.hubOrigin}/reminders/stop`, { method: 'POST' });
		await running.stopEverywhere({ by: 'op', at: running.stack.now() });
		await revoked('xero');
		await ago(ledgers.xero, minute);
		await swept();
		expect(inbox()).toHaveLength(before);
		await running.stopEverywhere(null);
		await running.change(company, ledgers.xero, (known) => ({ ...known, wake: running.stack.now() }));
		await swept();
		expect(inbox()).toHaveLength(before + 1);
		await reconnected('xero');
	});
});

describe('a consent that will end by itself', () => {
	it('is told of when it is refreshed and the provider says that its end is near, once', async () => {
		const { grant: id } = await running.connection(company, ledgers.quickbooks);
		const before = inbox().length;
		const refreshed = async (): Promise<void> => {
			const now = running.stack.now();
			await running.changeGrant(company, id, (grant) => ({ ...grant, refreshExpiresAt: later(now, 10 * day), wake: now }));
			await running.send('letters', JSON.stringify({ type: 'connect.warn', company, grant: id }));
			await running.stack.idle();
		};
		await refreshed();
		await refreshed();
		expect(inbox()).toHaveLength(before + 1);
		expect((await latest()).text).toContain('Connect QuickBooks');
		expect(await running.connections.grant(company, id)).toMatchObject({ state: 'alive', ending: { letters: 1, open: false } });
	});
});
