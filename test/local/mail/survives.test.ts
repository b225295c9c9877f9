import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { clientOf, openPost, type Post, sender } from './post.ts';

const dirs: string[] = [];
const folder = (): string => {
	const dir = mkdtempSync(join(tmpdir(), 'cobro-mail-'));
	dirs.push(dir);
	return dir;
};
afterEach(() => {
	for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

/** A SES whose topics never answer, in a process that can be killed. */
const program = `
	const { startMail } = await import(${JSON.stringify(new URL('../../../local/aws/mail/index.ts', import.meta.url).href)});
	const topicArn = 'arn:aws:sns:us-east-1:000000000000:mail-events';
	const mail = await startMail({ port: 0, dir: process.argv[1], now: Date.now, limits: null, wiring: {
		identities: ['cobro.example'],
		configurationSets: [{ name: 'reminders', topicArn, events: ['send', 'delivery'] }],
		publish: () => new Promise(() => {}),
	} });
	console.log(mail.url);`;

it('has lost no mail and no event after kill -9, and counts what it sent', { timeout: 30_000 }, async () => {
	const dir = folder();
	const child = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
	const ses = clientOf(url);
	const ids: string[] = [];
	const Data = Buffer.from(`From: ${sender}\r\nTo: a@x.example\r\nSubject: s\r\n\r\nbody`);
	for (let i = 0; i < 30; i++) {
		const answer = await ses.send(new SendRawEmailCommand({ RawMessage: { Data }, ConfigurationSetName: 'reminders' }));
		ids.push(answer.MessageId ?? '');
	}
	child.kill('SIGKILL');
	await once(child, 'exit');
	ses.destroy();

	const post: Post = await openPost({ dir, now: Date.now });
	await post.mail.eventsIdle();
	expect(post.mail.mails().map(({ id }) => id)).toEqual(ids.toReversed());
	for (const id of ids) expect(post.typesOf(id)).toEqual(['Send', 'Delivery']);
	await post.close();
	const again = await openPost({ dir, now: Date.now });
	await again.mail.eventsIdle();
	expect(again.published).toEqual([]);
	expect(again.mail.mails()).toHaveLength(30);
	await again.close();
});

it('keeps what was set up and kept back over a restart', async () => {
	const dir = folder();
	const first = await openPost({ dir });
	first.mail.faults.add('send-event-lost');
	first.mail.suppression.add('anna@x.example', 'BOUNCE');
	first.mail.verify('other.example');
	const id = await first.send('b@x.example');
	await first.mail.eventsIdle();
	await first.close();
	const second = await openPost({ dir });
	expect(second.mail.suppression.has('Anna@x.example')).toBe(true);
	expect(second.mail.releaseEvents()).toBe(1);
	await second.mail.eventsIdle();
	expect(second.typesOf(id)).toEqual(['Send']);
	await second.close();
});

it('gives back every byte it was given', { timeout: 30_000 }, async () => {
	const post = await openPost();
	const head = Buffer.from(`From: ${sender}\r\nTo: a@x.example\r\n`);
	const noise = fc.oneof(
		fc.uint8Array({ maxLength: 2000 }),
		fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
		fc
			.constantFrom(
				'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n--a--',
				'\r\n\r\n',
				'\n\n\0',
				'X: =?utf-8?Q?=ff=fe?=\r\n\r\n',
			)
			.map((text) => Buffer.from(text)),
	);
	await fc.assert(
		fc.asyncProperty(fc.boolean(), noise, async (asBody, bytes) => {
			const Data = Buffer.concat([head, ...(asBody ? [Buffer.from('\r\n')] : []), bytes]);
			const request = { RawMessage: { Data }, Source: sender, Destinations: ['a@x.example'] };
			const { MessageId = '' } = await post.ses.send(new SendRawEmailCommand(request));
			const eml = Buffer.from(await (await fetch(`${post.mail.url}/inbox/${MessageId}.eml`)).arrayBuffer());
			expect(eml.equals(Data)).toBe(true);
			// Whatever it is, there is a page and a JSON of it.
			for (const kind of ['', '.json']) expect((await fetch(`${post.mail.url}/inbox/${MessageId}${kind}`)).status).toBe(200);
		}),
		{ numRuns: 60 },
	);
	await post.close();
});
