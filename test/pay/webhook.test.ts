import { createHmac } from 'node:crypto';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictOn } from '../../functions/pay/signature.ts';
import { readEvent } from '../../functions/pay/stripe-event.ts';
import { messageSchemas } from '../../shared/wire/messages.ts';
import { type Rig, startRig, webhookSecret } from './rig.ts';

const sign = (body: string, secret: string, at: number): string =>
	`t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
const now = 1_800_000_000;
const body = '{"id":"evt_1"}';
const verdict = (header: string | undefined, text = body) => verdictOn(Buffer.from(text), header, ['one', 'two'], now);

describe('a signature', () => {
	it.each([
		['of either secret', sign(body, 'two', now), 'good'],
		['299 seconds old', sign(body, 'one', now - 299), 'good'],
		['299 seconds ahead', sign(body, 'one', now + 299), 'good'],
		['301 seconds old', sign(body, 'one', now - 301), 'too-old'],
		['an hour ahead', sign(body, 'one', now + 3600), 'from-the-future'],
		['of another secret', sign(body, 'three', now), 'wrong'],
		['of another body', sign('{}', 'one', now), 'wrong'],
		['among others', `${sign(body, 'three', now)},v1=ab,v0=cd`, 'wrong'],
		['beside a wrong one', `t=${now},v1=00,${sign(body, 'one', now).split(',')[1] ?? ''}`, 'good'],
		['without its time', 'v1=00', 'missing'],
		['with a time that is none', 't=soon,v1=00', 'missing'],
		['that is no header', 'nonsense', 'missing'],
	])('%s: %s', (_name, header, expected) => {
		expect(verdict(header)).toBe(expected);
	});
	it('that is absent is missing; a changed byte is wrong', () => {
		expect(verdict(undefined)).toBe('missing');
		fc.assert(
			fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
				const bytes = Buffer.from(body);
				bytes[at] = (bytes[at] ?? 0) ^ by;
				expect(verdictOn(bytes, sign(body, 'one', now), ['one'], now)).toBe('wrong');
			}),
		);
	});
});

describe('an event', () => {
	const ours = { company: 'co1', customer: 'xero-1~acme', checkout: 'c1' };
	const event = (over: object = {}) => ({
		id: 'evt_1',
		type: 'checkout.session.completed',
		data: {
			object: { id: 'cs_1', metadata: ours, customer_details: { email: 'a@b.example' }, amount_total: 5 },
		},
		...over,
	});
	const read = (over?: object) => readEvent(Buffer.from(JSON.stringify(event(over))));

	it('becomes ids and nothing else', () => {
		expect(read()).toEqual({ type: 'pay.event', event: 'evt_1', account: null, session: 'cs_1', for: ours });
		expect(read({ account: 'acct_1' })).toMatchObject({ account: 'acct_1' });
		const without = [null, { shop: 'x' }, { ...ours, company: '#' }, { ...ours, checkout: 'x'.repeat(65) }, { ...ours, customer: 7 }];
		for (const metadata of without) expect(read({ data: { object: { id: 'cs_1', metadata } } })).toMatchObject({ for: null });
		expect(read({ type: 'charge.succeeded' })).toBe('not-for-us');
		expect(readEvent(Buffer.from('no'))).toBe('unreadable');
		expect(readEvent(Buffer.from('[]'))).toBe('unreadable');
	});
	it('whatever is in it, is a message of the queue or none', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (object, account) => {
				const found = read({ data: { object }, account });
				if (typeof found === 'object') expect(messageSchemas['pay.event'].safeParse(found).success).toBe(true);
			}),
		);
	});
});

describe('the webhook', () => {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRig();
	});
	afterAll(() => rig.close());
	const post = (text: string, header?: string) =>
		fetch(`${rig.origin}/webhooks/stripe`, {
			method: 'POST',
			body: text,
			headers: { 'content-type': 'application/json', ...(header === undefined ? {} : { 'stripe-signature': header }) },
		});
	const queued = async (): Promise<string[]> => {
		const sqs = new SQSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'l', secretAccessKey: 'l' } });
		const { Messages = [] } = await sqs.send(
			new ReceiveMessageCommand({ QueueUrl: process.env.CHECKOUTS_QUEUE_URL, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
		);
		sqs.destroy();
		return Messages.map(({ Body = '' }) => Body);
	};

	it('takes what Stripe signed, and answers everything else with its own reason', async () => {
		const seconds = Math.floor(Date.now() / 1000);
		const text = JSON.stringify({ id: 'evt_9', type: 'checkout.session.expired', data: { object: { id: 'cs_9' } } });
		const code = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
		expect(await code(await post(text))).toEqual([400, 'SIGNATURE_MISSING']);
		expect(await code(await post(text, sign(text, 'whsec_other', seconds)))).toEqual([400, 'SIGNATURE_WRONG']);
		expect(await code(await post(text, sign(text, webhookSecret, seconds - 900)))).toEqual([400, 'SIGNATURE_TOO_OLD']);
		expect(await code(await post(text, sign(text, webhookSecret, seconds + 900)))).toEqual([400, 'SIGNATURE_FROM_THE_FUTURE']);
		expect(await code(await post('no', sign('no', webhookSecret, seconds)))).toEqual([400, 'NOT_AN_EVENT']);
		expect(await queued()).toEqual([]);
		expect((await post(text, sign(text, 'whsec_next', seconds))).status).toBe(200);
		expect(await queued()).toEqual([JSON.stringify({ type: 'pay.event', event: 'evt_9', account: null, session: 'cs_9', for: null })]);
		expect(await rig.drain()).toEqual([]);
	});
});
