import { SendEmailCommand, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compose, openPost, type Post, sender } from './post.ts';

let post: Post;
beforeEach(async () => {
	post = await openPost();
});
afterEach(() => post.close());

it('keeps Cyrillic subject, name, text and attachment whole', async () => {
	const file = Buffer.from('счёт № 17: 1 000 ₽\n');
	const Data = await compose({
		from: { name: 'ООО «Ромашка»', address: sender },
		to: { name: 'Анна Каренина', address: 'anna@customer.example' },
		subject: 'Напоминание: счёт № 17 ждёт оплаты, пожалуйста, посмотрите на него сегодня',
		text: 'Здравствуйте, Анна!',
		html: '<p>Здравствуйте, <b>Анна</b>! <a href="http://127.0.0.1:1/pay/x">Оплатить</a></p>',
		attachments: [{ filename: 'Счёт № 17.txt', content: file, contentType: 'text/plain; charset=utf-8' }],
	});
	const { MessageId = '' } = await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data } }));
	expect(MessageId).toMatch(/^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/);
	const read = await post.mail.read(MessageId);
	expect(read).toMatchObject({
		from: 'ООО «Ромашка» <billing@cobro.example>',
		to: ['anna@customer.example'],
		subject: 'Напоминание: счёт № 17 ждёт оплаты, пожалуйста, посмотрите на него сегодня',
		state: 'delivered',
		trouble: null,
	});
	expect(read?.text?.trim()).toBe('Здравствуйте, Анна!');
	expect(read?.html).toContain('<b>Анна</b>');
	expect(read?.attachments.map(({ name, bytes }) => [name, bytes.toString()])).toEqual([['Счёт № 17.txt', file.toString()]]);
	expect(post.mail.raw(MessageId)?.equals(Data)).toBe(true);
});

it('lets Source and Destinations stand above the headers, and reads To, Cc and Bcc without them', async () => {
	const Data = Buffer.from(
		'From: Other <other@cobro.example>\r\nTo: a@x.example, "Last, First" <b@x.example>\r\nCc: team: c@x.example, d@x.example;\r\nBcc: e@x.example\r\nSubject: s\r\n\r\nbody',
	);
	await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data }, Source: sender, Destinations: ['z@x.example'] }));
	await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data } }));
	const [second, first] = post.mail.mails();
	expect(first).toMatchObject({ source: sender, to: ['z@x.example'], from: 'Other <other@cobro.example>' });
	expect(second).toMatchObject({
		source: 'Other <other@cobro.example>',
		to: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example', 'e@x.example'],
	});
});

it('takes the configuration set and tags of the headers, unless the call has its own', async () => {
	const head = `From: ${sender}\r\nTo: a@x.example\r\nX-SES-CONFIGURATION-SET: reminders\r\nX-SES-MESSAGE-TAGS: reminder=r1, company=c1\r\n\r\nbody`;
	const Data = Buffer.from(head);
	await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data } }));
	await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data }, Tags: [{ Name: 'reminder', Value: 'r2' }] }));
	await post.mail.eventsIdle();
	const tags = post.published.filter(({ eventType }) => eventType === 'Send').map(({ mail }) => mail.tags);
	expect(tags).toEqual([
		expect.objectContaining({ reminder: ['r1'], company: ['c1'], 'ses:configuration-set': ['reminders'] }),
		expect.not.objectContaining({ company: ['c1'] }),
	]);
});

it('makes a mail of SendEmail', async () => {
	const { MessageId = '' } = await post.ses.send(
		new SendEmailCommand({
			Source: `Кобро <${sender}>`,
			Destination: { ToAddresses: ['a@x.example'], BccAddresses: ['b@x.example'] },
			Message: { Subject: { Data: 'Тема' }, Body: { Text: { Data: 'текст' }, Html: { Data: '<i>текст</i>' } } },
			ReplyToAddresses: ['reply@cobro.example'],
		}),
	);
	const read = await post.mail.read(MessageId);
	expect(read).toMatchObject({ subject: 'Тема', to: ['a@x.example', 'b@x.example'], html: '<i>текст</i>' });
	expect(post.mail.raw(MessageId)?.toString()).not.toContain('b@x.example');
});

const raw = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'));
const good = raw(`From: ${sender}\nTo: a@x.example\nSubject: s\n\nbody`);
it.each<[string, ConstructorParameters<typeof SendRawEmailCommand>[0], string, string]>([
	['no sender', { RawMessage: { Data: raw('To: a@x.example\n\nb') } }, 'InvalidParameterValue', "Missing required header 'From'."],
	['no recipient', { RawMessage: { Data: raw(`From: ${sender}\n\nb`) } }, 'InvalidParameterValue', "Missing required header 'To'."],
	['half an address', { RawMessage: { Data: good }, Destinations: ['anna'] }, 'InvalidParameterValue', "Missing final '@domain'"],
	[
		'a Cyrillic address',
		{ RawMessage: { Data: good }, Destinations: ['анна@x.example'] },
		'InvalidParameterValue',
		'Local address contains control or whitespace',
	],
	[
		'a Cyrillic domain',
		{ RawMessage: { Data: good }, Destinations: ['a@пример.example'] },
		'InvalidParameterValue',
		'Domain contains illegal character',
	],
	[
		'51 recipients',
		{ RawMessage: { Data: good }, Destinations: Array.from({ length: 51 }, (_, i) => `a${i}@x.example`) },
		'InvalidParameterValue',
		'Recipient count exceeds 50.',
	],
	[
		'a tag of other letters',
		{ RawMessage: { Data: good }, Tags: [{ Name: 'reminder', Value: 'C#1' }] },
		'InvalidParameterValue',
		'Invalid tag value',
	],
	[
		'an unknown configuration set',
		{ RawMessage: { Data: good }, ConfigurationSetName: 'nobody' },
		'ConfigurationSetDoesNotExist',
		'Configuration set <nobody> does not exist.',
	],
	[
		'a stranger as sender',
		{ RawMessage: { Data: good }, Source: 'me@stranger.example' },
		'MessageRejected',
		'Email address is not verified. The following identities failed the check in region US-EAST-1: me@stranger.example',
	],
	[
		'11 MB',
		{ RawMessage: { Data: Buffer.concat([good, Buffer.alloc(11 << 20, 97)]) } },
		'InvalidParameterValue',
		'Message length is more than 10485760 bytes long',
	],
])('refuses %s', async (_, request, code, message) => {
	// The SDK names modelled errors with "Exception" at the end.
	await expect(post.ses.send(new SendRawEmailCommand(request))).rejects.toMatchObject({
		name: expect.stringMatching(new RegExp(`^${code}(Exception)?$`)),
		message: expect.stringContaining(message),
		$metadata: { httpStatusCode: 400 },
	});
	expect(post.mail.mails()).toEqual([]);
});

it('takes 10 MB', async () => {
	const Data = Buffer.concat([good, Buffer.alloc((10 << 20) - good.length, '+')]);
	const { MessageId = '' } = await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data } }));
	expect(post.mail.raw(MessageId)?.equals(Data)).toBe(true);
});

it('answers what is no request of SES in SES’s words', async () => {
	const say = async (body: string, type = 'application/x-www-form-urlencoded'): Promise<[number, string]> => {
		const answer = await fetch(post.mail.url, { method: 'POST', body, headers: { 'content-type': type } });
		return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1] ?? ''];
	};
	expect(await say('Action=SendRawEmail&RawMessage.Data=%25%25')).toEqual([400, 'MalformedInput']);
	expect(await say('Action=SendRawEmail')).toEqual([400, 'ValidationError']);
	expect(await say('Action=LaunchRocket')).toEqual([400, 'InvalidAction']);
	expect(await say('Action=toString')).toEqual([400, 'InvalidAction']);
	expect(await say('Version=1')).toEqual([400, 'MissingAction']);
	expect(await say('{}', 'application/json')).toEqual([400, 'MalformedInput']);
});
