/**
 * A second person in a company, on the running stack: Ana invites Boris from the page, the letter comes to the inbox, he signs in by its link and is in her company, with
 * what she gave him and no more (threats T1, T5, T9: tokens that leak, forms of other sites, others' ids).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoPeople } from '../../shared/adapters/dynamo/people.ts';
import { openStore } from '../../shared/adapters/dynamo/store.ts';
import type { Invitation } from '../../shared/domain/invitation.ts';
import type { ArrangementDetailView, ArrangementView, CustomerArrangementsView } from '../../shared/wire/arrangement-view.ts';
import type { CustomersView } from '../../shared/wire/http.ts';
import { tannerBooks } from '../support/arrangements/tanner.ts';
import { invitationFor, inviteForm, joined, peopleOf, post } from '../support/invited.ts';
import { arrived } from '../support/road/inbox.ts';
import { changedKeys, companyOf, type Running, refused, startRunning } from '../support/running.ts';
import { connectXero, signedIn } from '../support/signed-in.ts';
import { type Shown, Visitor } from '../support/visitor.ts';

const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const address = 'boris@demo.example';

let running: Running;
let ana: Visitor;
let boris: Visitor;
let company = '';
let link = '';
/** The dispute that the second person approved. */
let agreed = '';
const at = (path: string): string => `${running.stack.hubOrigin}${path}`;
const invite = (who: Visitor, email: string, roles: readonly string[], language?: string): Promise<Shown> =>
	post(running, who, '/people/invitations', inviteForm(email, roles, language));
/** Behind everybody's back. */
const change = async (email: string, of: (known: Invitation) => Invitation): Promise<void> => {
	const store = openStore({ tableName: running.stack.tableName, client: { ...local, endpoint: running.stack.dynamo.url } });
	const people = dynamoPeople(store);
	const known = (await people.invitations(company)).find((each) => each.email === email);
	if (!known) throw new Error('nobody is invited');
	await people.saveLetter(of(known), 'as-it-was');
	store.db.destroy();
};
const me = (who: Visitor) => who.json<{ company: { id: string }; roles: readonly string[] }>(at('/me'));
const pointers = async () => (await running.items()).filter(({ pk }) => String(pk).startsWith('X#SUB#')).map(({ co }) => co);
const text = (html: string): string =>
	html
		.replace(/<style>.*?<\/style>/s, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/\s+/g, ' ');

beforeAll(async () => {
	running = await startRunning({ scenario: tannerBooks([['INV-0107', '-30d', '1000.00']]), limits: false });
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	await connectXero(ana, page);
	await running.stack.idle();
	company = await companyOf(running, ana);
}, 180_000);
afterAll(() => running?.close());

describe('an invitation', () => {
	it('is made on the page that the hub leads to, and comes as a letter', async () => {
		expect((await ana.open(at('/'))).html).toContain('href="/people"');
		const page = await ana.open(at('/people'));
		expect(text(page.html)).toContain('Ana Demo (you) – Owner');
		const after = await ana.press(page, 'Invite', { email: ' Boris@Demo.example ' });
		expect(text(after.html)).toContain('Invited. The letter leaves within a minute.');
		expect(text(after.html)).toContain(`${address} – Finance`);
		await running.stack.idle();
		expect(text((await ana.open(at('/people'))).html)).toContain('The letter is sent. Invited by Ana Demo');
		link = await invitationFor(running, address);
	});

	it('is one letter, however often the button was pressed', async () => {
		expect((await invite(ana, address, ['finance'])).status).toBe(200);
		await running.stack.idle();
		expect(arrived(running.stack.mail).filter(({ to }) => to === address)).toHaveLength(1);
		await running.send(
			'letters',
			JSON.stringify({ type: 'connect.invite', company, invitation: (await peopleOf(running, ana)).invitations[0]?.id }),
		);
		await running.stack.idle();
		expect(arrived(running.stack.mail).filter(({ to }) => to === address)).toHaveLength(1);
		expect((await peopleOf(running, ana)).changes.map(({ did, who, after }) => [did, who, after])).toEqual([
			['invited', address, ['finance']],
		]);
	});

	it('has its token nowhere but in the letter', async () => {
		const token = link.split('/').at(-1) ?? '';
		expect(token).toMatch(/^[\w-]{43}$/);
		expect(await running.written()).not.toContain(token);
		expect((await running.waiting()).join()).not.toContain(token);
	});

	it('says who invites to which company, to anybody who has the link, and writes nothing', async () => {
		const before = await running.written();
		const page = await new Visitor().open(link);
		expect(text(page.html)).toContain('Ana Demo invites you to Ana Demo’s company');
		expect(text(page.html)).toContain('The invitation is for b•••@demo.example');
		expect(page.html).not.toContain(address);
		expect(page.headers.get('cache-control')).toBe('no-store');
		expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
		expect(changedKeys(before, await running.written())).toEqual([]);
	});

	it('is not accepted from another site, nor by a made-up link', async () => {
		const stranger = new Visitor();
		const elsewhere = await stranger.request(link, { method: 'POST', body: new URLSearchParams(), from: 'https://evil.example/' });
		expect(elsewhere.status).toBe(403);
		const programs = await fetch(link, { method: 'POST' });
		expect(refused({ status: programs.status, headers: programs.headers, html: await programs.text() })).toMatchObject({
			code: 'OTHER_SITE',
		});
		for (const token of ['x', 'A'.repeat(43), `${link.split('/').at(-1)}x`, encodeURIComponent('a#b')])
			expect((await stranger.request(at(`/join/${token}`))).status).toBe(404);
	});

	it('for another address lets nobody in, and opens no company for them', async () => {
		await invite(ana, 'carol@demo.example', ['owner']);
		await running.stack.idle();
		const { visitor, page } = await joined(await invitationFor(running, 'carol@demo.example'), 'Boris');
		expect(page.status).toBe(403);
		expect(text(page.html)).toContain('The invitation is for c•••@demo.example, and you signed in as boris@demo.example.');
		expect(page.html).toContain('Back to the invitation');
		expect((await visitor.request(at('/me'), { accept: 'application/json' })).status).toBe(401);
		expect(await pointers()).toEqual([company]);
	});

	it('taken back opens nothing', async () => {
		const carol = await invitationFor(running, 'carol@demo.example');
		await ana.press(await ana.open(at('/people')), 'Take it back : carol@demo.example');
		const page = await new Visitor().open(carol);
		expect([page.status, text(page.html).includes('was taken back')]).toEqual([410, true]);
	});

	it('too old opens nothing; renewed, the newest letter alone', async () => {
		const old = link;
		await change(address, (known) => ({ ...known, expiresAt: known.at }));
		expect(text((await new Visitor().open(old)).html)).toContain('This invitation was good for seven days');
		await ana.press(await ana.open(at('/people')), `Send a new letter to ${address}`);
		await running.stack.idle();
		link = await invitationFor(running, address);
		expect(link).not.toBe(old);
		expect(text((await new Visitor().open(old)).html)).toContain('A newer letter has replaced this one.');
		expect((await new Visitor().open(link)).status).toBe(200);
	});

	it('accepted, he is in her company as finance, and no company was opened for him', async () => {
		const { visitor, page } = await joined(link, 'Boris');
		boris = visitor;
		expect(page.url).toBe(at('/'));
		expect(await me(boris)).toMatchObject({ company: { id: company }, roles: ['finance'] });
		expect(await pointers()).toEqual([company, company]);
		const { people, invitations, changes } = await peopleOf(running, ana);
		expect(people.map(({ name, email, roles }) => [name, email, roles])).toEqual([
			['Ana Demo', 'ana@demo.example', ['owner']],
			['Boris Demo', address, ['finance']],
		]);
		expect(invitations).toEqual([]);
		expect(changes[0]).toMatchObject({ did: 'joined', who: address, by: 'Boris Demo', after: ['finance'] });
	});

	it('used already: he is who he was, others are told so', async () => {
		const before = await pointers();
		expect(text((await new Visitor().open(link)).html)).toContain('This invitation was used already');
		const { visitor } = await signedIn(running.stack, 'Boris');
		expect((await me(visitor)).company.id).toBe(company);
		expect(await pointers()).toEqual(before);
	});
});

describe('the second person', () => {
	it('looks at people and changes none of them', async () => {
		const page = await boris.open(at('/people'));
		expect(text(page.html)).toContain('An owner can invite people');
		expect(page.html).not.toContain('Take it back');
		const [her] = (await peopleOf(running, boris)).people;
		for (const answer of [
			await invite(boris, 'mallory@demo.example', ['owner']),
			await post(running, boris, `/people/${her?.id}/roles`, [['roles', 'auditor']]),
			await post(running, boris, `/people/${her?.id}/remove`, []),
			await post(running, boris, '/people/invitations/abc/revoke', []),
		])
			expect(refused(answer)).toMatchObject({ status: 403, code: 'ROLE_MISSING' });
	});

	it('has no id of another company’s: what is not there is not found', async () => {
		for (const path of [
			'/people/nobody/roles',
			'/people/a%23b/roles',
			'/people/nobody/remove',
			'/people/invitations/a%23b/revoke',
			'/people/x/promote',
		])
			expect(refused(await post(running, ana, path, [['roles', 'finance']])), path).toMatchObject({ status: 404 });
	});

	it('gets other roles with the next request, and none that do not exist', async () => {
		const him = (await peopleOf(running, ana)).people.find(({ you }) => !you);
		expect((await post(running, ana, `/people/${him?.id}/roles`, [['roles', 'operator']])).status).toBe(400);
		const seen = ['seen', 'sales'] as const;
		expect(refused(await post(running, ana, `/people/${him?.id}/roles`, [['roles', 'auditor'], seen]))).toMatchObject({ status: 409 });
		await post(running, ana, `/people/${him?.id}/roles`, [['roles', 'auditor']]);
		expect((await me(boris)).roles).toEqual(['auditor']);
		expect(refused(await post(running, boris, `/postings/accounts/xero-${running.xero}/read`, []))).toMatchObject({ status: 403 });
		await post(running, ana, `/people/${him?.id}/roles`, [
			['roles', 'owner'],
			['roles', 'finance'],
		]);
		expect((await me(boris)).roles).toEqual(['owner', 'finance']);
	});

	it('approves what the first proposed', async () => {
		const accounts = at(`/postings/accounts/xero-${running.xero}`);
		await ana.press(await ana.open(accounts), 'Read the accounts from Xero');
		await running.stack.idle();
		const read = await ana.open(accounts);
		await ana.press(read, 'Save', { discount: /<select id="f-discount"[\s\S]*?<option value="([^"]+)"/.exec(read.html)?.[1] ?? '' });
		const customer = (await ana.json<CustomersView>(at('/receivables/customers?currency=GBP'))).rows[0]?.customer ?? '';
		const ofCustomer = `/customers/${encodeURIComponent(customer)}/arrangements`;
		const { invoices } = await ana.json<CustomerArrangementsView>(at(ofCustomer));
		const done = async (who: Visitor, rest: string, fields: readonly (readonly [string, string])[]): Promise<ArrangementView> => {
			const { status, html } = await post(running, who, `${ofCustomer}${rest}`, fields);
			if (status >= 300) throw new Error(`${rest}: ${status} ${html}`);
			return (JSON.parse(html) as ArrangementDetailView).arrangement;
		};
		const { id } = await done(ana, '/dispute', [
			['invoice', invoices[0]?.id ?? ''],
			['amount', '400.00'],
			['reason', 'quality'],
			['text', 'Two of five boxes came wet.'],
			['token', 'a-form-of-ana'],
		]);
		const { rev } = await done(ana, `/${id}/propose`, [
			['rev', '1'],
			['as', 'credit-note'],
			['amount', '400.00'],
		]);
		const approve = [['rev', String(rev)]] as const;
		expect(refused(await post(running, ana, `${ofCustomer}/${id}/approve`, approve))).toMatchObject({ status: 409, code: 'OWN_APPROVAL' });
		expect((await done(boris, `/${id}/approve`, approve)).state).toBe('conceded');
		const now = await ana.json<ArrangementDetailView>(at(`${ofCustomer}/${id}`));
		const him = (await peopleOf(running, ana)).people.find(({ you }) => !you);
		await done(ana, `/${id}/owner`, [
			['rev', String(now.arrangement.rev)],
			['owner', him?.id ?? ''],
		]);
		agreed = at(`${ofCustomer}/${id}`);
		expect(text((await ana.open(agreed)).html)).toMatch(/Who sees to it Boris Demo/);
	});

	it('and the first: one of them stays an owner', async () => {
		const all = (await peopleOf(running, ana)).people;
		const [her, him] = [all.find(({ you }) => you), all.find(({ you }) => !you)];
		const answers = await Promise.all([
			post(running, ana, `/people/${him?.id}/roles`, [['roles', 'finance']]),
			post(running, boris, `/people/${her?.id}/roles`, [['roles', 'finance']]),
		]);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		const owners = (await running.companies.users(company)).filter(({ roles }) => roles.includes('owner'));
		expect(owners).toHaveLength(1);
		const owner = owners[0]?.id === her?.id ? ana : boris;
		expect(refused(await post(running, owner, `/people/${owners[0]?.id}/roles`, [['roles', 'finance']]))).toMatchObject({
			code: 'LAST_OWNER',
		});
		expect(refused(await post(running, owner, `/people/${owners[0]?.id}/remove`, []))).toMatchObject({ code: 'LAST_OWNER' });
		// As it was.
		if (owner === boris) await post(running, boris, `/people/${her?.id}/roles`, [['roles', 'owner']]);
	});

	it('removed, is out with the next request; signing in again opens a company of his own, and an invitation to hers is refused in words', async () => {
		const him = (await peopleOf(running, ana)).people.find(({ you }) => !you);
		const page = await ana.press(await ana.open(at('/people')), 'Remove Boris Demo');
		expect(text(page.html)).toContain('Removed. They are signed out with their next click.');
		expect(refused(await boris.request(at('/people'), { accept: 'application/json' }))).toMatchObject({ status: 403, code: 'NO_COMPANY' });
		expect((await peopleOf(running, ana)).changes[0]).toMatchObject({ did: 'removed', who: 'Boris Demo', after: null });
		expect(text((await ana.open(agreed)).html)).toMatch(/Who sees to it somebody who is no longer here/);
		await invite(ana, address, ['finance'], 'ru');
		await running.stack.idle();
		link = await invitationFor(running, address);
		const again = await joined(link, 'Boris');
		expect((await me(again.visitor)).company.id).toBe(company);
		expect((await running.companies.users(company)).map(({ id }) => id)).toContain(him?.id);
		// And out again: this time he just signs in.
		await post(running, ana, `/people/${him?.id}/remove`, []);
		const { visitor } = await signedIn(running.stack, 'Boris');
		const own = (await me(visitor)).company.id;
		expect(own).not.toBe(company);
		await invite(ana, address, ['finance']);
		await running.stack.idle();
		const { page: told } = await joined(await invitationFor(running, address), 'Boris', visitor);
		expect([told.status, text(told.html).includes('This sign-in belongs to another company')]).toEqual([409, true]);
		expect((await me(visitor)).company.id).toBe(own);
		// What waits in her company is not his to see or end.
		const id = (await peopleOf(running, ana)).invitations.find(({ email }) => email === address)?.id ?? '';
		expect(refused(await post(running, visitor, `/people/invitations/${id}/revoke`, []))).toMatchObject({ status: 404 });
		expect(await running.dead('letters')).toEqual([]);
	});
});
