import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compose, openPost, type Post, sender } from './post.ts';

let post: Post;
beforeEach(async () => {
	post = await openPost();
});
afterEach(() => post.close());

const get = (path: string) => fetch(`${post.mail.url}${path}`, { redirect: 'manual' });
const text = async (path: string): Promise<string> => (await get(path)).text();
const press = (path: string, form: Record<string, string>) =>
	fetch(`${post.mail.url}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

const picture = Buffer.from('89504e470d0a1a0a', 'hex');
const sendRich = async (): Promise<string> => {
	const Data = await compose({
		from: sender,
		to: 'anna@customer.example',
		subject: '<script>alert(1)</script> & счёт',
		text: 'Pay here: http://127.0.0.1:9/pay/token. <b>not bold</b>',
		html: '<!doctype html><html><head><title>x</title></head><body><script>alert(1)</script><a href="http://127.0.0.1:9/pay/token">Pay</a><img src="cid:logo@cobro"></body></html>',
		attachments: [
			{ filename: 'logo.png', content: picture, cid: 'logo@cobro' },
			{ filename: 'счёт "17".html', content: '<script>alert(2)</script>', contentType: 'text/html' },
		],
	});
	return (await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data } }))).MessageId ?? '';
};

it('lists mails newest first, by recipient, page by page', async () => {
	for (let i = 0; i < 60; i++) await post.send(i % 2 ? 'anna@x.example' : 'boris@x.example', `Letter ${i}.`);
	const all = await text('/inbox');
	expect(all.indexOf('Letter 59.')).toBeLessThan(all.indexOf('Letter 58.'));
	expect(all).not.toContain('Letter 9.');
	expect(await text('/inbox?page=2')).toContain('Letter 9.');
	const boris = await text('/inbox?to=BORIS');
	expect([boris.includes('Letter 58.'), boris.includes('Letter 59.')]).toEqual([true, false]);
	const { mails } = (await (await get('/inbox.json?to=anna')).json()) as { mails: { to: string[]; state: string }[] };
	expect(mails).toHaveLength(30);
	expect(mails[0]).toMatchObject({ to: ['anna@x.example'], state: 'delivered' });
	expect((await get('/')).headers.get('location')).toBe('/inbox');
});

it('shows a mail as text that cannot become markup, its HTML only in a locked frame', async () => {
	const id = await sendRich();
	const shown = await text(`/inbox/${id}`);
	expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; счёт');
	expect(shown).toContain('&lt;b&gt;not bold&lt;/b&gt;');
	expect(shown).toContain('<a href="http://127.0.0.1:9/pay/token" rel="noreferrer">http://127.0.0.1:9/pay/token</a>.');
	expect(shown).not.toContain('<script');
	const frame = /<iframe[^>]*>/.exec(shown)?.[0];
	expect(frame).toContain('sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"');
	const alone = await get(`/inbox/${id}/html`);
	const policy = alone.headers.get('content-security-policy') ?? '';
	expect(policy).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/);
	expect(policy).not.toContain('allow-scripts');
	const body = await alone.text();
	expect(body).toContain('<head><base target="_top">');
	expect(body).toContain(`<img src="data:image/png;base64,${picture.toString('base64')}">`);
});

it('hands out attachments to be kept, never to be run', async () => {
	const id = await sendRich();
	const file = await get(`/inbox/${id}/attachments/2`);
	expect(file.headers.get('content-disposition')).toBe(
		`attachment; filename="attachment"; filename*=UTF-8''${encodeURIComponent('счёт "17".html')}`,
	);
	expect(file.headers.get('content-security-policy')).toBe('sandbox');
	expect(await file.text()).toBe('<script>alert(2)</script>');
	expect((await get(`/inbox/${id}/attachments/3`)).status).toBe(404);
});

it('has the same as JSON', async () => {
	const id = await sendRich();
	const json = (await (await get(`/inbox/${id}.json`)).json()) as object;
	expect(json).toMatchObject({
		id,
		subject: '<script>alert(1)</script> & счёт',
		headers: expect.arrayContaining([{ name: 'To', value: 'anna@customer.example' }]),
		attachments: [
			{
				name: 'logo.png',
				type: 'image/png',
				contentId: 'logo@cobro',
				size: 8,
				href: `/inbox/${id}/attachments/1`,
				sha256: expect.any(String),
			},
			{ name: 'счёт "17".html', size: 25 },
		],
		events: [{ kind: 'Send', publishedAt: null, topicArn: null }, { kind: 'Delivery' }],
	});
	for (const path of ['nobody', 'nobody.json', 'nobody.eml', 'nobody/html']) expect((await get(`/inbox/${path}`)).status).toBe(404);
});

it('makes things happen by buttons: bounce, fault, release, clear, confirm', async () => {
	const id = await post.send('anna@x.example');
	expect((await press(`/inbox/${id}/happens`, { what: 'bounce' })).headers.get('location')).toContain(`/inbox/${id}?note=`);
	expect(post.mail.mails()[0]?.state).toBe('bounced');
	expect(await text('/switches')).toContain('anna@x.example');
	await press('/suppression/remove', { address: 'anna@x.example' });
	expect(post.mail.suppression.list()).toEqual([]);
	post.mail.suppression.add('anna@x.example', 'BOUNCE');
	await press('/suppression/clear', {});
	expect(post.mail.suppression.list()).toEqual([]);

	await press('/faults', { kind: 'send-event-lost', times: '1', match: 'anna' });
	const kept = await post.send('anna@x.example');
	await post.mail.eventsIdle();
	expect(post.typesOf(kept)).toEqual(['Delivery']);
	expect(await text('/switches')).toContain('kept back');
	await press('/events/release', {});
	await post.mail.eventsIdle();
	expect(post.typesOf(kept)).toEqual(['Delivery', 'Send']);

	const refused = await press('/faults', { kind: 'toString', times: '1' });
	expect(decodeURIComponent(refused.headers.get('location') ?? '')).toContain('Not done');
	await press('/faults', { kind: 'throttled', times: '5' });
	const fault = post.mail.faults.list()[0];
	await press(`/faults/${fault?.id}/off`, {});
	expect(post.mail.faults.list()).toEqual([]);
	await press('/identities/verify', { identity: 'new.example' });
	expect(await text('/switches')).toContain('new.example');
	expect((await press(`/inbox/${id}/happens`, { what: 'toString' })).status).toBe(404);
});

it('changes nothing when every link is followed, and answers only this machine', async () => {
	await sendRich();
	const before = await text('/inbox.json');
	const seen = new Set<string>();
	const queue = ['/inbox', '/switches'];
	for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
		if (seen.has(path)) continue;
		seen.add(path);
		const answer = await get(path);
		expect([path, answer.status]).toEqual([path, 200]);
		const found = (await answer.text()).matchAll(/(?:href|src)="(\/[^"]*)"/g);
		queue.push(...[...found].flatMap(([, link]) => (link ? [link.replaceAll('&amp;', '&')] : [])));
	}
	expect(seen.size).toBeGreaterThan(7);
	expect(await text('/inbox.json')).toBe(before);
	const elsewhere = await fetch(post.mail.url, {
		method: 'POST',
		body: 'Action=GetSendQuota',
		headers: { origin: 'https://evil.example' },
	});
	expect(elsewhere.status).toBe(403);
});
