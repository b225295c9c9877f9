import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPost, type Post, quotaOf } from './post.ts';

let post: Post;
beforeEach(async () => {
	post = await openPost({ slowMs: 50 });
});
afterEach(() => post.close());

it.each([
	['throttled', 'Throttling', 400],
	['quota', 'Throttling', 400],
	['mail-from', 'MailFromDomainNotVerifiedException', 400],
	['error-before', 'InternalFailure', 500],
	['unavailable', 'ServiceUnavailable', 503],
] as const)('%s: the mail is not taken, the next one is', async (kind, name, status) => {
	post.mail.faults.add(kind);
	await expect(post.send('a@x.example')).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
	expect(post.mail.mails()).toEqual([]);
	await post.send('a@x.example');
	expect(post.mail.mails()).toHaveLength(1);
	expect(post.mail.faults.injected.get(kind)).toBe(1);
});

it('cut-before: nothing is taken; cut-after and error-after: it is in the inbox, and the caller does not know', async () => {
	post.mail.faults.add('cut-before');
	await expect(post.send('a@x.example')).rejects.toThrow();
	expect(post.mail.mails()).toEqual([]);
	post.mail.faults.add('cut-after');
	post.mail.faults.add('error-after');
	await expect(post.send('a@x.example')).rejects.toThrow();
	await expect(post.send('b@x.example')).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
	expect(post.mail.mails().map(({ to }) => to[0])).toEqual(['b@x.example', 'a@x.example']);
	await post.mail.eventsIdle();
	expect(post.published).toHaveLength(4);
});

it('slow: it is taken long before the answer', async () => {
	post.mail.faults.add('slow');
	const sent = post.send('a@x.example');
	await expect.poll(() => post.mail.mails().length, { interval: 2 }).toBe(1);
	const id = await sent;
	expect(post.mail.mails()[0]?.id).toBe(id);
});

it('strikes only what matches, as often as told', async () => {
	post.mail.faults.add('throttled', 2, 'anna@');
	await post.send('boris@x.example');
	await expect(post.send('anna@x.example')).rejects.toThrow();
	await expect(post.send('anna@x.example')).rejects.toThrow();
	await post.send('anna@x.example');
	const { id } = post.mail.faults.add('throttled', Number.POSITIVE_INFINITY);
	for (let i = 0; i < 3; i++) await expect(post.send('anna@x.example')).rejects.toThrow();
	post.mail.faults.remove(id);
	await post.send('anna@x.example');
});

it('fails calls that send nothing', async () => {
	post.mail.faults.add('other-call-throttled', 1, 'GetSendQuota');
	post.mail.faults.add('other-call-error');
	await expect(quotaOf(post.ses)).rejects.toMatchObject({ name: 'Throttling' });
	await expect(quotaOf(post.ses)).rejects.toMatchObject({ name: 'InternalFailure' });
	await quotaOf(post.ses);
});

it('the Send event never comes, until it is released', async () => {
	post.mail.faults.add('send-event-lost');
	const id = await post.send('a@x.example');
	await post.mail.eventsIdle();
	expect(post.typesOf(id)).toEqual(['Delivery']);
	post.clock.now += 30 * 86_400_000;
	post.mail.tick();
	await post.mail.eventsIdle();
	expect(post.typesOf(id)).toEqual(['Delivery']);
	expect(post.mail.nextEventAt()).toBeNull();
	expect(post.mail.releaseEvents()).toBe(1);
	await post.mail.eventsIdle();
	expect(post.typesOf(id)).toEqual(['Delivery', 'Send']);
});

it('the Send event comes three hours late, by the clock', async () => {
	post.mail.faults.add('send-event-late');
	const id = await post.send('a@x.example');
	await post.mail.eventsIdle();
	expect(post.typesOf(id)).toEqual(['Delivery']);
	const due = post.mail.nextEventAt();
	expect(due).toBe(post.clock.now + 3 * 3_600_000);
	post.clock.now = (due ?? 0) - 1;
	post.mail.tick();
	await post.mail.eventsIdle();
	expect(post.typesOf(id)).toEqual(['Delivery']);
	post.clock.now += 1;
	post.mail.tick();
	await post.mail.eventsIdle();
	expect(post.typesOf(id)).toEqual(['Delivery', 'Send']);
	// It still tells when the mail was sent.
	expect(post.published.at(-1)?.mail.timestamp).toBe('2026-03-02T10:00:00.000Z');
});

it('events come twice, in the wrong order, or not at all', async () => {
	post.mail.faults.add('events-twice');
	const twice = await post.send('a@x.example');
	post.mail.faults.add('events-reversed');
	const reversed = await post.send('complaint@simulator.amazonses.com');
	post.mail.faults.add('events-lost');
	const lost = await post.send('a@x.example');
	await post.mail.eventsIdle();
	expect(post.typesOf(twice)).toEqual(['Send', 'Send', 'Delivery', 'Delivery']);
	expect(post.typesOf(reversed)).toEqual(['Complaint', 'Delivery', 'Send']);
	expect(post.typesOf(lost)).toEqual([]);
	expect(post.mail.releaseEvents()).toBe(2);
	await post.mail.eventsIdle();
	expect(post.typesOf(lost)).toEqual(['Send', 'Delivery']);
});

it('bounces, complains, delays and rejects on demand', async () => {
	const stateOf = (id: string) => post.mail.mails().find((mail) => mail.id === id)?.state;
	for (const kind of ['bounce', 'soft-bounce', 'complaint', 'delayed', 'rejected'] as const) post.mail.faults.add(kind, 1, `${kind}@`);
	expect(stateOf(await post.send('bounce@x.example'))).toBe('bounced');
	expect(stateOf(await post.send('soft-bounce@x.example'))).toBe('bounced');
	expect(stateOf(await post.send('complaint@x.example'))).toBe('complained');
	expect(stateOf(await post.send('rejected@x.example'))).toBe('rejected');
	expect(post.mail.suppression.list().map(({ address }) => address)).toEqual(['bounce@x.example', 'complaint@x.example']);
	const delayed = await post.send('delayed@x.example');
	await post.mail.eventsIdle();
	expect([post.typesOf(delayed), stateOf(delayed)]).toEqual([['Send', 'DeliveryDelay'], 'delayed']);
	// A delivery that lies ahead is no event kept back.
	expect(post.mail.releaseEvents()).toBe(0);
	post.clock.now += 3_600_000;
	post.mail.tick();
	await post.mail.eventsIdle();
	expect([post.typesOf(delayed), stateOf(delayed)]).toEqual([['Send', 'DeliveryDelay', 'Delivery'], 'delivered']);
});
