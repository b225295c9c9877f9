import { connect, createServer } from 'node:net';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LocalMail } from '../../../../local/aws/mail/index.ts';
import { startMail } from '../../../../local/aws/mail/index.ts';
import { type SesOptions, sesMailer } from '../../../../shared/adapters/ses/mailer.ts';
import { instantOfMs } from '../../../../shared/domain/day.ts';
import { MailFault, type MailFaultKind, type OutgoingMail } from '../../../../shared/ports/mailer.ts';
import { readMailTags } from '../../../../shared/wire/mail-tag.ts';
import { allEvents, type Published, topicArn } from '../../../local/mail/post.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
const tag = {
	company: 'acme_1',
	mail: 'rem|2026-11-22|EUR|xero-6b2d7f6e-0a52-4bd6-8c19-6f3b0c2b8f10~0a52f6e1-6b2d-4bd6-8c19-6f3b0c2b8f10',
};
const outgoing = (change: Partial<OutgoingMail> = {}): OutgoingMail => ({
	from: { name: 'Acme Kitchens Ltd', address: 'billing@cobro.example' },
	replyTo: 'accounts@acme.example',
	to: 'ana@bistro.example',
	subject: 'Invoice 1042 – a quick check',
	text: 'Hello,',
	html: '<p>Hello,</p>',
	language: 'en',
	tag,
	date: new Date(start),
	...change,
});

let ses: LocalMail;
let published: Published[];
let clock: number;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const mailerFor = (endpoint: string, options: Partial<SesOptions> = {}) =>
	sesMailer({
		configurationSet: 'cobro',
		now: () => instantOfMs(clock),
		client: { endpoint, region: 'us-east-1', credentials },
		...options,
	});
const open = (options: Partial<Parameters<typeof startMail>[0]> = {}) =>
	startMail({
		port: 0,
		dir: null,
		now: () => clock,
		limits: null,
		slowMs: 2_000,
		wiring: {
			identities: ['cobro.example'],
			configurationSets: [{ name: 'cobro', topicArn, events: allEvents }],
			publish: (_, message) => {
				published.push(JSON.parse(message) as Published);
				return Promise.resolve();
			},
		},
		...options,
	});
beforeEach(async () => {
	clock = start;
	published = [];
	ses = await open();
});
afterEach(() => ses.close());

const faultOf = async (sending: Promise<unknown>): Promise<MailFault> => {
	const error: unknown = await sending.then(
		() => new Error('it was sent'),
		(thrown: unknown) => thrown,
	);
	if (error instanceof MailFault) return error;
	throw error;
};

it('sends one mail that arrives as it was written, and its events bring its tags back', async () => {
	const mailer = await mailerFor(ses.url);
	const id = await mailer.send(outgoing());
	const raw = ses.raw(id);
	const mail = await PostalMime.parse(raw ?? '');
	expect(mail.from).toEqual({ name: 'Acme Kitchens Ltd', address: 'billing@cobro.example' });
	expect(mail.to).toEqual([{ name: '', address: 'ana@bistro.example' }]);
	expect(mail.replyTo).toEqual([{ name: 'Acme Kitchens Ltd', address: 'accounts@acme.example' }]);
	expect([mail.subject, mail.text?.trim(), mail.html?.trim()]).toEqual(['Invoice 1042 – a quick check', 'Hello,', '<p>Hello,</p>']);
	const header = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value);
	expect(header('auto-submitted')).toEqual(['auto-generated']);
	expect(header('content-language')).toEqual(['en']);
	expect(header('date')).toEqual(['Sun, 22 Nov 2026 10:00:00 +0000']);
	expect(header('list-unsubscribe')).toEqual([]);
	await ses.eventsIdle();
	expect(published.map(({ eventType }) => eventType)).toEqual(['Send', 'Delivery']);
	for (const { mail: told } of published) expect(readMailTags(told.tags as Record<string, string[]>)).toEqual(tag);
});

const afterTaking = new Set(['error-after', 'cut-after', 'slow']);
it.each<[Parameters<LocalMail['faults']['add']>[0], MailFaultKind]>([
	['throttled', 'throttled'],
	['quota', 'throttled'],
	['mail-from', 'throttled'],
	['error-before', 'unknown'],
	['unavailable', 'unknown'],
	['cut-before', 'unknown'],
	['error-after', 'unknown'],
	['cut-after', 'unknown'],
	['slow', 'unknown'],
])('%s is %s, and is tried once', async (kind, expected) => {
	const mailer = await mailerFor(ses.url, { timeoutMs: 300 });
	ses.faults.add(kind, 2);
	const { kind: told, message } = await faultOf(mailer.send(outgoing()));
	expect(told).toBe(expected);
	expect(message).not.toMatch(/bistro|billing/);
	expect(ses.faults.injected.get(kind)).toBe(1);
	expect(ses.mails()).toHaveLength(afterTaking.has(kind) ? 1 : 0);
});

it('tells a mail that is refused from a deployment that is', async () => {
	const mailer = await mailerFor(ses.url);
	const from = { name: 'Acme', address: 'billing@stranger.example' };
	expect(await faultOf(mailer.send(outgoing({ from })))).toMatchObject({ kind: 'throttled', message: 'SES: MessageRejected (400)' });
	expect(await faultOf((await mailerFor(ses.url, { configurationSet: 'none' })).send(outgoing()))).toMatchObject({ kind: 'throttled' });
	for (const to of [
		'',
		'nobody',
		'a@x.example, b@x.example',
		'a@x.example\r\nBcc: c@x.example',
		'ана@x.example',
		'<a@x.example>',
		'a@localhost',
	])
		expect([to, await faultOf(mailer.send(outgoing({ to })))]).toMatchObject([to, { kind: 'refused' }]);
	expect(await faultOf(mailer.send(outgoing({ replyTo: 'x@y@z' })))).toMatchObject({ kind: 'refused' });
	expect(await faultOf(mailer.send(outgoing({ text: 'long '.repeat(2_500_000) })))).toMatchObject({ kind: 'refused' });
	expect(await faultOf(mailer.send(outgoing({ tag: { ...tag, mail: '|'.repeat(86) } })))).toMatchObject({ kind: 'refused' });
	expect(ses.mails()).toEqual([]);
	await mailer.send(outgoing({ to: 'a@почта.рф' }));
	expect(ses.mails()[0]?.to).toEqual(['a@xn--80a1acny.xn--p1ai']);
});

it('knows that nothing was sent when there was nobody to send to', async () => {
	const refusing = createServer();
	await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
	const address = refusing.address();
	await new Promise((resolve) => refusing.close(resolve));
	const port = typeof address === 'object' ? address?.port : 0;
	expect(await faultOf((await mailerFor(`http://127.0.0.1:${port}`)).send(outgoing()))).toMatchObject({
		kind: 'throttled',
		message: 'SES: ECONNREFUSED',
	});
	expect(await faultOf((await mailerFor('http://ses.invalid')).send(outgoing()))).toMatchObject({ kind: 'throttled' });
});

it('keeps names and subjects in their headers, long and Cyrillic ones too', async () => {
	const mailer = await mailerFor(ses.url);
	const name = 'ООО «Кухни Севера» "Bcc: x@y.example", <evil@z.example>';
	const subject = `Просрочены 3 счёта (4 210,00 EUR) ${'№ 1042 '.repeat(30)}`.trim();
	const id = await mailer.send(
		outgoing({
			from: { name: `${name}\r\nBcc: x@y.example`, address: 'billing@cobro.example' },
			subject: `${subject}\r\nBcc: x@y.example\n\nbody`,
		}),
	);
	const raw = ses.raw(id)?.toString('latin1') ?? '';
	expect(raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
	expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true);
	const mail = await PostalMime.parse(ses.raw(id) ?? '');
	expect(mail.from).toEqual({ name: `${name} Bcc: x@y.example`, address: 'billing@cobro.example' });
	expect(mail.subject).toBe(`${subject} Bcc: x@y.example body`);
	expect([mail.to?.length, mail.cc, mail.bcc]).toEqual([1, undefined, undefined]);
	expect(ses.mails()[0]?.to).toEqual(['ana@bistro.example']);
});

it('keeps to the rate SES tells, which therefore never refuses', async () => {
	await ses.close();
	const began = performance.now();
	const live = () => start + Math.round(performance.now() - began);
	ses = await open({ limits: { perSecond: 8, perDay: 1000, otherCallsPerSecond: 1 }, now: live });
	const mailer = await mailerFor(ses.url, { now: () => instantOfMs(live()) });
	for (let i = 0; i < 12; i++) await mailer.send(outgoing());
	// Eight at once, the others an eighth of a second each.
	expect(performance.now() - began).toBeGreaterThan(450);
	expect(ses.mails()).toHaveLength(12);
});

it('opens a connection for each mail: one that was closed meanwhile cannot be taken for a cut', async () => {
	let opened = 0;
	const relay = createServer((socket) => {
		opened += 1;
		const there = connect(ses.port, '127.0.0.1');
		socket.pipe(there).pipe(socket);
		for (const end of [socket, there]) end.on('error', () => end.destroy());
	});
	await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
	const address = relay.address();
	const mailer = await mailerFor(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
	for (let i = 0; i < 3; i++) await mailer.send(outgoing());
	// And one for the rate.
	expect([opened, ses.mails().length]).toEqual([4, 3]);
	relay.close();
});

it('sends though SES does not tell its rate', async () => {
	const mailer = await mailerFor(ses.url);
	ses.faults.add('other-call-error');
	await mailer.send(outgoing());
	expect(ses.faults.injected.get('other-call-error')).toBe(1);
});
