import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later } from '../../shared/domain/day.ts';
import { anInvoice, tableName, version } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({ language: 'es-MX' });
	await rig.save(anInvoice({ id: 'one', open: 123_450, total: 123_450 }));
});
afterAll(() => rig.close());

const everything = async (): Promise<string> => {
	const store = rig.bench.open();
	const { Items = [] } = await store.db.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
	return JSON.stringify(Items.map((item) => JSON.stringify(item)).sort());
};

describe('a link', () => {
	it('becomes a cookie for /pay alone and an address without it; its token is nowhere else', async () => {
		const link = await rig.link();
		const token = link.split('/').at(-1) ?? '';
		const answer = await fetch(link, { redirect: 'manual' });
		expect(answer.status).toBe(303);
		expect(answer.headers.get('location')).toBe('/pay');
		const cookie = answer.headers.get('set-cookie') ?? '';
		expect(cookie).toMatch(/^cobro-pay=[A-Za-z0-9_-]{43}; Path=\/pay; HttpOnly; SameSite=Lax; Max-Age=1800$/);
		expect(cookie).not.toContain(token);
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		const page = await new Visitor(rig.origin).open(link);
		expect(page.html).not.toContain(token);
		expect(await everything()).not.toContain(token);
		expect(await everything()).not.toContain(/cobro-pay=([^;]+)/.exec(cookie)?.[1]);
	});

	it('is shown with headers that keep it to its reader', async () => {
		const { headers, status } = await new Visitor(rig.origin).open(await rig.link());
		expect(status).toBe(200);
		expect(Object.fromEntries(headers)).toMatchObject({
			'cache-control': 'no-store',
			'referrer-policy': 'no-referrer',
			'x-robots-tag': 'noindex, nofollow, noarchive',
			'x-frame-options': 'DENY',
		});
		expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
		expect(headers.get('content-security-policy')).toContain(`form-action 'self' ${rig.sandbox.url}`);
	});

	it('opens in the mail’s language, else the customer’s, and stays in the one that is chosen', async () => {
		const visitor = new Visitor(rig.origin, 'de-DE,de;q=0.9,en;q=0.1');
		const own = await visitor.open(await rig.link());
		expect(own.html).toContain('<html lang="es">');
		// Mexico writes 1,234.50.
		expect(own.html).toContain('EUR\u00a01,234.50');
		const russian = await visitor.get('/pay?lang=ru');
		expect(russian.html).toContain('<html lang="ru">');
		expect(russian.html).toContain('1\u00a0234,50\u00a0EUR');
		const refused = await visitor.send({ ...Visitor.form(russian, 'chosen'), 'amount.one': '9999999', pick: ['one'] });
		expect(refused.html).toContain('можно оплатить не больше');
		expect((await visitor.open(await rig.link({ language: 'en' }))).html).toContain('<html lang="en">');
	});

	it('masks the customer, names the payee as it is registered, and says as of when', async () => {
		const { html } = await new Visitor(rig.origin).open(await rig.link({ language: 'en' }));
		expect(html).toContain('A••• T••• C•••');
		expect(html).not.toContain('Acme');
		for (const legal of ['Lumen Studio S.L.', 'Tax ID: <bdi>B-12345674</bdi>', 'Calle Mayor 1, 28013, Madrid'])
			expect(html).toContain(legal);
		expect(html).toMatch(/As of \d+ \w+ 20\d\d, \d\d:\d\d \(Europe\/Madrid\)/);
		expect(html).toContain('We never announce new bank details by email.');
	});
});

describe('a link that does not open', () => {
	const said = async (link: string) => {
		const { status, html } = await new Visitor(rig.origin).open(link);
		return { status, title: /<title>([^<]*)</.exec(html)?.[1] };
	};
	it('each says what it is', async () => {
		expect(await said(`${rig.origin}/pay/AAAAAAAAAAAAAAAAAAAAAA`)).toEqual({ status: 404, title: 'We do not know this link' });
		expect(await said(`${rig.origin}/pay/short`)).toEqual({ status: 404, title: 'We do not know this link' });
		expect(await said(await rig.link({ language: 'en', expiresAt: later(rig.now(), -1000) }))).toEqual({
			status: 410,
			title: 'This link has ended',
		});
		const revoked = await rig.link({ language: 'es', of: `${customer}2` });
		await rig.payments.revokeLinks(company, `${customer}2`, rig.now());
		expect(await said(revoked)).toEqual({ status: 410, title: 'Este enlace fue retirado' });
		const bare = await new Visitor(rig.origin).get('/pay');
		expect(bare.status).toBe(401);
		expect(bare.html).toContain('Please open the link once more');
		const none = await new Visitor(rig.origin).get('/pay/done?checkout=x');
		expect(none.status).toBe(401);
	});

	it('tells no longer what became of a payment either', async () => {
		const visitor = new Visitor(rig.origin);
		const page = await visitor.open(await rig.link({ language: 'en' }));
		const sent = await visitor.send(Visitor.form(page, 'all'));
		const [checkout] = await rig.payments.liveCheckouts(company, customer);
		const done = `/pay/done?checkout=${checkout?.id}`;
		expect((await visitor.get(done)).html).toContain(sent.to ?? 'no session');
		if (!checkout) throw new Error('there is no checkout');
		const ended = async (by: Visitor, title: string): Promise<void> => {
			const { status, html } = await by.get(done);
			expect([status, /<title>([^<]*)</.exec(html)?.[1]]).toEqual([410, title]);
			for (const told of [sent.to ?? '', checkout.id, '1,234.50']) expect(html).not.toContain(told);
			// Somebody may have paid just before.
			expect(html).toContain('a payment already made stands');
		};
		const late = new Visitor(rig.origin);
		await late.open(await rig.link({ language: 'en', expiresAt: later(rig.now(), -1000) }));
		await ended(late, 'This link has ended');
		await rig.payments.revokeLinks(company, customer, rig.now());
		await ended(visitor, 'This link was withdrawn');
		await rig.payments.release(checkout, 'closed');
	});

	it('while the ledger is read for the first time, and when it is disconnected', async () => {
		await rig.connect({ phase: 'backfill' });
		const visitor = new Visitor(rig.origin);
		const counting = await visitor.open(await rig.link({ language: 'en' }));
		expect(counting.status).toBe(503);
		expect(counting.headers.get('retry-after')).toBe('120');
		expect(counting.html).toContain('The books are being read');
		await rig.connect({ phase: 'live', state: 'disconnected' });
		expect((await visitor.get('/pay')).html).toContain('Online payment is switched off');
		await rig.connect({ state: 'connected' });
		expect((await visitor.get('/pay')).status).toBe(200);
	});

	it('says thank you when nothing is open', async () => {
		await rig.save(anInvoice({ id: 'one', open: 0, total: 123_450, state: 'closed', version: version(2) }));
		const { status, html } = await new Visitor(rig.origin).open(await rig.link({ language: 'en' }));
		expect(status).toBe(200);
		expect(html).toContain('Nothing is open');
		await rig.save(anInvoice({ id: 'one', open: 123_450, total: 123_450, version: version(3) }));
	});
});

describe('looking', () => {
	it('writes nothing, whatever is asked for', async () => {
		const link = await rig.link();
		const visitor = new Visitor(rig.origin);
		const before = await everything();
		const page = await visitor.open(link);
		const found = [...page.html.matchAll(/href="(\/[^"]*)"/g)].map(([, path = '']) => path.replaceAll('&amp;', '&'));
		for (const path of [...found, '/pay?page=2', '/pay?page=-1&lang=xx', '/pay/done?checkout=nothing', '/pay/unknown'])
			await visitor.get(path);
		expect(await everything()).toBe(before);
		expect(found.length).toBeGreaterThan(1);
	});
});

describe('a flood', () => {
	it('of payments by one link is told to wait, and no other link is', async () => {
		const visitor = new Visitor(rig.origin);
		const form = { ...Visitor.form(await visitor.open(await rig.link()), 'chosen'), pick: ['one'], 'amount.one': '-1' };
		const answers: number[] = [];
		for (let i = 0; i < 45; i++) answers.push((await visitor.send(form)).status);
		expect(answers.slice(0, 40).every((status) => status === 422)).toBe(true);
		const last = await visitor.send(form);
		expect(last.status).toBe(429);
		expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(last.html).toContain('Fueron demasiados intentos');
		const other = new Visitor(rig.origin);
		const page = await other.open(await rig.link());
		expect((await other.send({ ...Visitor.form(page, 'chosen'), pick: ['one'], 'amount.one': '-1' })).status).toBe(422);
	});

	it('of forms that are not ours is told to wait, before they are judged', async () => {
		const visitor = new Visitor(rig.origin);
		const form = { ...Visitor.form(await visitor.open(await rig.link()), 'all'), proof: 'wrong' };
		const answers: number[] = [];
		for (let i = 0; i < 42; i++) answers.push((await visitor.send(form)).status);
		expect(answers).toEqual([...Array.from({ length: 40 }, () => 403), 429, 429]);
	});

	it('of forms by somebody without a link is told to wait, before anything is read', async () => {
		const nobody = new Visitor(rig.origin);
		nobody.cookie = `cobro-pay=${'A'.repeat(43)}`;
		const answers: number[] = [];
		for (let i = 0; i < 122; i++) answers.push((await nobody.send({ lang: 'ru' })).status);
		expect([answers.filter((status) => status === 404).length, answers.slice(120)]).toEqual([120, [429, 429]]);
		expect((await nobody.send({ lang: 'ru' })).html).toContain('Слишком много попыток');
	});

	it('of looks is told to wait as well', async () => {
		const visitor = new Visitor(rig.origin);
		await visitor.open(await rig.link());
		const answers = await Promise.all(Array.from({ length: 130 }, () => visitor.get('/pay/done?checkout=x')));
		expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
		expect(answers.filter(({ status }) => status === 404).length).toBeGreaterThan(100);
	});
});
