/** Two companies and one ledger on the running stack, by buttons and letters: asked for, refused, given, read by the new one, and its webhooks with it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MovesView } from '../../shared/wire/move-view.ts';
import { scenario } from '../../shared/wire/scenario.ts';
import { companyOf, type Running, refused, startRunning } from '../support/running.ts';
import { connectionsOf, connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Shown, Visitor } from '../support/visitor.ts';

/** Few documents, and nobody who can be written to: what is looked at is whose they are. */
const books = () =>
	scenario.parse({
		format: 'cobro-scenario/1',
		name: 'Two ledgers',
		organisations: (['xero', 'quickbooks'] as const).map((provider) => ({
			provider,
			id: provider === 'xero' ? '11111111-2222-4333-8444-555555555555' : '9130000000000001',
			name: provider === 'xero' ? 'Larch & Co' : 'Pine Inc',
			baseCurrency: provider === 'xero' ? 'GBP' : 'USD',
			timeZone: 'UTC',
			country: provider === 'xero' ? 'GB' : 'US',
			customers: [{ id: 'c', name: 'Bistro' }],
			documents: [1, 2, 3].map((n) => ({
				kind: 'invoice',
				customer: 'c',
				currency: provider === 'xero' ? 'GBP' : 'USD',
				id: `i${n}`,
				number: `INV-${n}`,
				issued: '-40d',
				due: '-10d',
				total: '100.00',
			})),
		})),
	});

let running: Running;
let hub = '';
let ana: Visitor;
let boris: Visitor;
let companies: Readonly<Record<'ana' | 'boris', string>>;

beforeAll(async () => {
	running = await startRunning({ scenario: books(), limits: false });
	hub = running.stack.hubOrigin;
	const first = await signedIn(running.stack);
	ana = first.visitor;
	({ visitor: boris } = await signedIn(running.stack, 'Boris'));
	companies = { ana: await companyOf(running, ana), boris: await companyOf(running, boris) };
	await connectQuickbooks(ana, await connectXero(ana, first.page));
	await running.stack.idle();
}, 180_000);
afterAll(() => running?.close());

const movesOf = async (visitor: Visitor): Promise<MovesView> => (await visitor.json<{ moves: MovesView }>(`${hub}/connections`)).moves;
const inbox = async (address: string): Promise<readonly string[]> => {
	const mails = running.stack.mail.mails().filter(({ to }) => to.includes(address));
	return Promise.all(mails.map(async ({ id, subject }) => `${subject}\n${(await running.stack.mail.read(id))?.text ?? ''}`));
};
const swept = async (): Promise<void> => {
	await running.stack.runtime.fire('connect/sweep.schedule');
	await running.stack.idle();
};

/** Something is paid in the ledger itself, and its webhook says so. */
const touched = async (provider: 'xero' | 'quickbooks'): Promise<void> => {
	const { xero, quickbooks } = running.stack;
	const day = running.stack.now().slice(0, 10);
	if (provider === 'xero') {
		const open = xero.dump(running.xero).documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.rest > 0);
		if (open) xero.edit(running.xero).pay(open.id, { amount: open.rest, day });
	} else {
		const open = quickbooks
			.dump(running.quickbooks)
			.documents.find((each) => each.type === 'Invoice' && each.state === 'live' && each.balance > 0);
		if (open) quickbooks.edit(running.quickbooks).edit('Invoice', open.id, { reference: 'touched' });
	}
	await running.stack.idle();
};

describe.each(['xero', 'quickbooks'] as const)('%s', (provider) => {
	const id = (): string => running[provider];
	const ledger = (): string => `${provider}-${id()}`;
	const asks = async (): Promise<Shown> => {
		const page = await boris.open(`${hub}/`);
		const shown = await (provider === 'xero' ? connectXero : connectQuickbooks)(boris, page);
		await running.stack.idle();
		return shown;
	};
	const pathOf = async (): Promise<string> => `${hub}/connections/${ledger()}/moves/${(await movesOf(ana)).demands[0]?.id ?? 'none'}`;

	it('is asked for: the asker reads nothing and learns nothing of whose it is; the owner is told who asks, by letter and on the page', async () => {
		const calls = running.stack[provider].calls();
		const shown = await asks();
		expect(shown.html).toContain('Its owner was asked');
		expect(shown.html).toContain('Nothing is read until they agree');
		// Apart from what the owner's own company reads meanwhile, which is nothing: QuickBooks tells the name of what was chosen.
		expect(running.stack[provider].calls() - calls).toBeLessThanOrEqual(2);
		expect((await connectionsOf(running.stack, boris)).map((each) => each.ledger)).not.toContain(ledger());
		const { asks: asked, demands } = await movesOf(boris);
		expect([asked.map((each) => each.ledger), demands.length]).toEqual([[ledger()], 0]);
		const seen = JSON.stringify(asked) + shown.html.replaceAll(hub, '');
		for (const hidden of [companies.ana, 'Ana']) expect(seen).not.toContain(hidden);

		const page = await ana.open(`${hub}/`);
		expect(page.html).toContain('asks for');
		const [letter = ''] = await inbox('ana@demo.example');
		expect(letter).toContain('Another company asks for');
		expect(letter).toContain('Boris');
		expect(letter).not.toContain(companies.boris);
		const confirm = await ana.open(await pathOf());
		expect(confirm.status).toBe(200);
		expect(confirm.html).toContain('What becomes of it here');
		expect(confirm.html).not.toContain(companies.boris);
	});

	it('is answered by its owner alone: for others, by any id, and with any other word it is not there', async () => {
		const path = await pathOf();
		for (const [visitor, url, status] of [
			[boris, `${path}/agree`, 404],
			[boris, `${path}/refuse`, 404],
			[ana, `${hub}/connections/${ledger()}/moves/guessed/agree`, 404],
			[ana, `${hub}/connections/${ledger()}/moves/a%23b/agree`, 404],
			[ana, `${path}/toString`, 404],
			[ana, `${path}/confirm`, 404],
			[ana, `${path}/withdraw`, 404],
			[ana, `${path.replace(ledger(), `${provider}-other`)}/agree`, 404],
		] as const)
			expect(refused(await visitor.request(url, { method: 'POST', accept: 'application/json' })).status).toBe(status);
		expect(refused(await boris.request(path.replace(/[^/]+$/, 'guessed'), { accept: 'application/json' })).status).toBe(404);
		// The asker's own side of it has the same id, and says what it may say.
		expect((await boris.open(path)).html).not.toContain('Yes, give it to them');
		expect(await running.connection(companies.ana, ledger())).toMatchObject({ state: 'connected' });
	});

	it('given: the first read of the new owner, by the consent that waited, ties; the old one keeps what it read, and reads no more', async () => {
		const before = await running.connection(companies.ana, ledger());
		// Days later, as it were: what was consented to has long run out, and nobody renewed it.
		const [held] = (await running.items()).filter(({ pk, sk }) => pk === `C#${companies.boris}` && String(sk).startsWith('GRANT#'));
		await running.changeGrant(companies.boris, String(held?.id), (grant) => ({ ...grant, accessExpiresAt: running.stack.now() }));
		const page = await ana.press(await ana.open(await pathOf()), 'Yes, give it to them');
		expect(page.html).toContain('Agreed');
		await running.stack.idle();
		await swept();
		const mine = (await connectionsOf(running.stack, boris)).find((each) => each.ledger === ledger());
		expect(mine).toMatchObject({ state: 'connected', phase: 'live', doing: null, lastError: null });
		expect(mine?.tieOut?.ties).toBe(true);
		expect(await running.connection(companies.ana, ledger())).toMatchObject({
			state: 'disconnected',
			watermark: expect.any(String),
			movedAt: expect.any(String),
			releasedAt: expect.any(String),
		});
		expect(await running.connections.grant(companies.ana, before.grant)).toBeNull();
		expect((await inbox('boris@demo.example')).some((letter) => letter.startsWith('Передано Вам'))).toBe(true);
		expect((await movesOf(ana)).demands).toEqual([]);
		const again = refused(await ana.request(`${hub}/connections/${ledger()}/sync`, { method: 'POST', accept: 'application/json' }));
		expect(again.status).toBe(404);
	});

	it('and what changes there is told to the new owner only', async () => {
		const was = await running.connection(companies.ana, ledger());
		const before = await running.connection(companies.boris, ledger());
		await touched(provider);
		const { dirtyAt, lastDeltaAt } = await running.connection(companies.boris, ledger());
		expect({ heard: dirtyAt !== before.dirtyAt || lastDeltaAt !== before.lastDeltaAt }).toEqual({ heard: true });
		expect(await running.connection(companies.ana, ledger())).toEqual(was);
		// The figures of each are its own: the old owner's pages show nothing of it, the new one's do.
		expect((await ana.open(`${hub}/`)).html).not.toContain(`/connections/${ledger()}/sync`);
	});
});

it('asked for back, and refused: nothing moves, the consent that waited is gone, the asker has a letter and waits a day', async () => {
	const ledger = `quickbooks-${running.quickbooks}`;
	const grantsOf = async (company: string) =>
		(await running.items()).filter(({ pk, sk }) => pk === `C#${company}` && String(sk).startsWith('GRANT#'));
	const page = await ana.press(await ana.press(await ana.open(`${hub}/`), 'Reconnect QuickBooks'), 'Agree');
	expect(page.html).toContain('Its owner was asked');
	await running.stack.idle();
	expect(await grantsOf(companies.ana)).toHaveLength(1);
	const [demand] = (await movesOf(boris)).demands;
	await boris.press(await boris.open(`${hub}/connections/${ledger}/moves/${demand?.id ?? 'none'}`), 'No, it stays here');
	await running.stack.idle();
	expect(await grantsOf(companies.ana)).toEqual([]);
	expect((await inbox('ana@demo.example')).some((letter) => letter.startsWith('Not moved') && letter.includes('said no'))).toBe(true);
	const after = await ana.open(`${hub}/`);
	expect(after.html).toContain('The other company said no');
	const again = await ana.press(await ana.press(after, 'Reconnect QuickBooks'), 'Agree');
	expect(again.status).toBe(409);
	expect(again.html).toContain('was asked for it lately');
	expect(await running.connection(companies.boris, ledger)).toMatchObject({ state: 'connected' });
});

it('left nothing on a dead-letter queue', async () => {
	for (const queue of ['letters', 'refreshes', 'pulls', 'checkouts'] as const) expect(await running.dead(queue)).toEqual([]);
});
