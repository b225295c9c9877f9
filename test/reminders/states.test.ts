/** From planned to sent, suppressed or unknown: what each answer, event, switch and hour makes of a mail. */
import { beforeEach, describe, expect, it } from 'vitest';
import { decideReceipt } from '../../functions/reminders/decide-receipt.ts';
import { mailAfter } from '../../functions/reminders/delivery.ts';
import { approveMail, rejectMail } from '../../functions/reminders/judge-mail.ts';
import { BrokenEvent, readMailEvent } from '../../functions/reminders/mail-event.ts';
import { modeAsked, resumeSending, setMode, stopSending } from '../../functions/reminders/switch-sending.ts';
import { addDays, day, instant } from '../../shared/domain/day.ts';
import { type Mailing, type MailState, mailStates, reasons } from '../../shared/domain/mailing.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { reasonWords, whyOf } from '../../shared/domain/reasons.ts';
import { anInvoice, at, eur, ledger, who } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import { Model } from './model.ts';
import { eventBody, inWords } from './rig.ts';

const today = day('2026-11-22');
let model: Model;
beforeEach(() => {
	model = new Model();
	owe('i0', 3);
});
const owe = (id: string, late: number, more = {}) =>
	model.documents.set(id, {
		...anInvoice({ id, customer: who('a'), due: addDays(today, -late), open: 1_000, ...more }),
		rev: 1,
		seen: at,
		saved: at,
		held: 0,
	});
const only = (): Mailing => {
	const [mail, ...others] = model.mails.values();
	if (!mail || others.length) throw new Error(`${others.length + (mail ? 1 : 0)} mails`);
	return mail;
};
const states = () => [...model.mails.values()].map(inWords);
const takenTimes = () => [...model.taken.values()];
/** The event of the first mail that was taken. */
const eventOf = (kind = 'Send', more = {}, id = only().id, messageId = `${id}/1`) =>
	eventBody(
		{
			from: { name: '', address: '' },
			replyTo: null,
			to: '',
			subject: '',
			text: '',
			html: '',
			language: 'en',
			date: new Date(0),
			tag: { company: 'co', mail: id },
		},
		messageId,
		model.now,
		kind,
		more,
	);

describe('the mail service', () => {
	it('answers: sent, and its event is expected', async () => {
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'sent', delivery: 'sent', wake: null, amount: 1_000, lease: null });
	});

	it('is given the address as it is at this moment', async () => {
		await model.calm(10);
		expect([...model.addresses]).toEqual(['x@example.com']);
	});

	it('is busy: tried again later, once sent', async () => {
		model.answers = ['throttled', 'throttled'];
		await model.calm(5);
		expect(states()).toEqual(['planned MAIL_BUSY']);
		await model.calm(15);
		expect([states(), takenTimes()]).toEqual([['sent'], [1]]);
	});

	it('refuses: put away with the reason, and tomorrow tried anew', async () => {
		model.answers = ['refused'];
		await model.calm(30);
		expect(states()).toEqual(['suppressed MAIL_REFUSED']);
		model.pass(24 * 60);
		await model.calm(10);
		expect(states()).toEqual(['suppressed MAIL_REFUSED', 'sent']);
	});

	it('says nothing and sent it: the event tells, at once or three hours late', async () => {
		model.answers = ['lost-sent'];
		model.withheld = true;
		await model.calm(30);
		expect(states()).toEqual(['sending']);
		await model.calm(60);
		expect(states()).toEqual(['unknown']);
		await model.calm(120);
		model.withheld = false;
		await model.calm(5);
		expect([states(), takenTimes()]).toEqual([['sent'], [1]]);
	});

	it('says nothing and no event ever comes: unknown, a contact, never sent again', async () => {
		model.answers = ['lost-unsent'];
		await model.calm(90);
		expect(states()).toEqual(['unknown']);
		model.pass(24 * 60);
		await model.calm(90);
		expect([states(), takenTimes()]).toEqual([['unknown'], []]);
		expect(model.codes).toContain('MAIL_UNKNOWN');
	});

	it('sent it although it said it was busy: the event wins, and nobody sends it again', async () => {
		model.answers = ['throttled'];
		await model.calm(5);
		await model.hear(eventOf());
		expect(only()).toMatchObject({ state: 'sent', reasons: [] });
		await model.calm(30);
		expect(takenTimes()).toEqual([]);
	});

	it('tells that it was sent while a worker is about to send it: the worker finds another revision', async () => {
		const { payments } = model.ports;
		const saveLink = async () => model.hear(eventOf());
		await model.sweep();
		const ports = { ...model.ports, payments: { ...payments, payment: async () => null, saveLink } };
		const { planDay } = await import('../../functions/reminders/plan-day.ts');
		const { sendMail } = await import('../../functions/reminders/send-mail.ts');
		await planDay('co', ports);
		model.queue.length = 0;
		model.pass(1);
		await model.deliver({ type: 'sync.pull', company: 'co', ledger, run: null, step: 0 });
		await sendMail({ type: 'reminders.send', company: 'co', mail: only().id }, ports);
		expect([states(), takenTimes()]).toEqual([['sent'], []]);
	});

	it('is sent to by one of two workers', async () => {
		await model.sweep();
		for (let i = 0; i < 4; i++)
			for (const message of model.queue.splice(0)) if (message.type !== 'reminders.send') await model.deliver(message);
		const { id } = only();
		const message = { type: 'reminders.send', company: 'co', mail: id } as const;
		await Promise.all([model.deliver(message), model.deliver(message), model.deliver(message)]);
		expect([states(), takenTimes()]).toEqual([['sent'], [1]]);
	});

	it('sends no events although mails are known as sent: that is said', async () => {
		model.withheld = true;
		await model.calm(30);
		expect([states(), model.codes]).toEqual([['sent'], ['MAIL_EVENT_MISSING']]);
	});

	it('leaves a mail open over midnight: the next day’s waits for it, and is not sent beside it', async () => {
		model.now = instant('2026-11-22T23:45:00Z');
		model.answers = ['lost-sent'];
		model.withheld = true;
		await model.calm(40);
		expect(states()).toEqual(['sending', 'planned MAIL_BUSY']);
		await model.calm(90);
		expect([states(), takenTimes()]).toEqual([['unknown', 'suppressed NOTHING_DUE'], [1]]);
	});
});

describe('a payment of a part of the invoice', () => {
	const owed = (open: number, held: number): void => {
		owe('i0', 3, { open, total: 10_000 });
		const known = model.documents.get('i0');
		if (known) model.documents.set('i0', { ...known, held });
	};
	const paying = (booking: 'planned' | 'sending' | 'booked', state: Payment['state'] = 'allocated'): readonly Payment[] => [
		fake<Payment>({
			state,
			shares: [{ id: 'i0', number: 'INV-i0', minor: 4_000 }],
			bookings: [{ n: 0, document: 'i0', minor: 4_000, state: booking, external: null }],
		}),
	];

	it.each(['sending', 'booked'] as const)(
		'is in the ledger and still held (%s): the mail waits, and then asks for the whole rest',
		async (booking) => {
			owed(6_000, 4_000);
			model.payments = () => paying(booking);
			await model.calm(10);
			expect([states(), takenTimes()]).toEqual([['planned IN_FLIGHT'], []]);
			expect(whyOf(only())).toMatch(/^Waits\. .*being booked/);
			owed(6_000, 0);
			model.payments = () => [];
			await model.calm(10);
			expect(only()).toMatchObject({ state: 'sent', amount: 6_000 });
		},
	);

	it('that is all of what is asked for waits as well, and is not put away', async () => {
		owed(3_000, 4_000);
		model.payments = () => paying('booked');
		await model.calm(10);
		expect(states()).toEqual(['planned IN_FLIGHT']);
	});

	it('is not in the ledger yet, or waits for a person: the mail goes out and does not ask for it', async () => {
		owed(10_000, 4_000);
		model.payments = () => paying('planned');
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'sent', amount: 6_000 });
		model = new Model();
		owed(10_000, 4_000);
		model.payments = () => paying('sending', 'stuck');
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'sent', amount: 6_000 });
	});

	it('settled between two reads: the mail asks by what is so afterwards', async () => {
		owed(6_000, 4_000);
		model.payments = () => {
			owed(6_000, 0);
			return [];
		};
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'sent', amount: 6_000 });
	});
});

describe('events', () => {
	beforeEach(() => model.calm(5));
	const told = (...kinds: readonly (readonly [string, object])[]) => kinds.map(([kind, more]) => eventOf(kind, more));
	const delivery = ['Delivery', { delivery: { timestamp: at, recipients: [] } }] as const;
	const bounce = ['Bounce', { bounce: { timestamp: at, bounceType: 'Transient', bouncedRecipients: [] } }] as const;

	it('say the same in any order and any number', async () => {
		for (const body of told(bounce, delivery, ['Send', {}], delivery, bounce)) await model.hear(body);
		expect(only()).toMatchObject({ state: 'sent', delivery: 'bounced' });
		const mail = only();
		for (const body of told(delivery, ['Send', {}])) await model.hear(body);
		expect(only()).toEqual(mail);
	});

	it('of a second message for one mail ring an alarm', async () => {
		await model.hear(eventOf('Send', {}, only().id, 'another'));
		expect(model.codes).toEqual(['MAIL_DOUBLED']);
	});

	it('of others’ mails, of mails we do not know and of kinds that tell nothing are dropped', async () => {
		await model.hear(JSON.stringify({ eventType: 'Send', mail: { timestamp: at, messageId: 'm', tags: {} } }));
		await model.hear(eventOf('Send', {}, 'rem|2026-11-22|EUR|nobody', 'm'));
		await model.hear(eventOf('Open'));
		expect(model.codes).toEqual(['MAIL_EVENT_STRANGE']);
	});

	it.each([
		['', 'not JSON'],
		['[]', '"event" is missing'],
		['{}', 'what kind'],
		['{"eventType":"Send"}', '"mail" is missing'],
		['{"eventType":"Send","mail":{"timestamp":"yesterday","messageId":"m"}}', 'not a moment'],
		['{"eventType":"Send","mail":{"timestamp":"2026-11-22T09:00:00.000Z"}}', 'which message'],
		['{"eventType":"Bounce","mail":{"timestamp":"2026-11-22T09:00:00.000Z","messageId":"m"}}', '"bounce" is missing'],
	])('that are broken are said to be: %s', (body, words) => {
		expect(() => readMailEvent(body)).toThrow(BrokenEvent);
		expect(() => readMailEvent(body)).toThrow(words);
	});

	it.each(mailStates.filter((state) => state !== 'sent'))('make %s sent', (state: MailState) => {
		const event = { messageId: 'm', delivery: 'delivered', sentAt: at, at } as const;
		const mail: Mailing = { ...only(), state, messageId: null, delivery: 'none', reasons: ['LEDGER_STALE'] };
		expect(mailAfter(mail, event)).toMatchObject({ state: 'sent', delivery: 'delivered', reasons: [], wake: null });
	});
});

describe('a person', () => {
	const mode = async (to: string) => setMode('co', modeAsked(to), model.ports);
	const by = 'olive';

	it('turned it off: nothing is planned; on again: the day is planned', async () => {
		await mode('off');
		await model.calm(10);
		expect(states()).toEqual([]);
		await mode('live');
		await model.calm(10);
		expect(states()).toEqual(['sent']);
	});

	it('turned it off after planning: put away, still a candidate', async () => {
		await model.sweep();
		for (const message of model.queue.splice(0)) await model.deliver(message);
		await mode('off');
		await model.calm(10);
		expect(states()).toEqual(['suppressed SENDING_OFF']);
	});

	it('watches first: shadow decides, writes and sends nothing, and going live is no flood', async () => {
		await mode('shadow');
		await model.calm(10);
		expect(only()).toMatchObject({
			state: 'suppressed',
			reasons: ['SHADOW'],
			subject: 's',
			amount: 1_000,
			facts: { documents: [{ id: 'i0' }] },
		});
		await mode('live');
		model.pass(24 * 60);
		await model.calm(10);
		expect([states(), takenTimes()]).toEqual([['suppressed SHADOW'], []]);
	});

	it('approves: sent after one more look; twice is told', async () => {
		await mode('approval');
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'awaiting', subject: 's', amount: 1_000 });
		await approveMail('co', only().id, by, model.ports);
		await expect(approveMail('co', only().id, by, model.ports)).rejects.toThrow('already approved');
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'sent', by: 'olive' });
	});

	it('approves what was paid meanwhile: not sent', async () => {
		await mode('approval');
		await model.calm(10);
		owe('i0', 3, { open: 0, state: 'closed' });
		await approveMail('co', only().id, by, model.ports);
		await model.calm(10);
		expect(states()).toEqual(['suppressed PAID']);
	});

	it('rejects: the stage is dealt with', async () => {
		await mode('approval');
		await model.calm(10);
		await rejectMail('co', only().id, by, model.ports);
		model.pass(24 * 60);
		await model.calm(10);
		expect(states()).toEqual(['suppressed REJECTED']);
	});

	it('lets the day pass: superseded, and the next day asks again', async () => {
		await mode('approval');
		await model.calm(10);
		model.pass(24 * 60);
		await model.calm(10);
		expect(states()).toEqual(['suppressed SUPERSEDED', 'awaiting']);
	});

	it('stops everything: put away with the reason, decided anew the day after it goes on', async () => {
		await stopSending('co', 'olive', model.ports);
		await model.calm(10);
		expect(states()).toEqual(['suppressed STOPPED_COMPANY']);
		await resumeSending('co', model.ports);
		model.stopped = true;
		model.pass(24 * 60);
		await model.calm(10);
		expect(states()).toEqual(['suppressed STOPPED_COMPANY', 'suppressed STOPPED_EVERYWHERE']);
		model.stopped = false;
		model.pass(24 * 60);
		await model.calm(10);
		expect(states()[2]).toBe('sent');
	});

	it('asks for a mode that is none', () => {
		expect(() => modeAsked('loud')).toThrow('Say one of off, shadow, approval, live.');
	});
});

describe('receipts', () => {
	const receipt = (): Mailing => ({
		company: 'co',
		id: `rcp|pi_1|${who('a')}`,
		kind: 'receipt',
		customer: who('a'),
		ledger,
		currency: eur,
		day: today,
		stage: null,
		policy: '',
		state: 'planned',
		reasons: [],
		facts: null,
		amount: 0,
		language: null,
		subject: null,
		payment: 'pi_1',
		plannedAt: model.now,
		lease: null,
		sendingAt: null,
		sentAt: null,
		messageId: null,
		delivery: 'none',
		deliveryAt: null,
		by: null,
		tries: 0,
		wake: model.now,
		rev: 0,
	});
	const payment = {
		minor: 700,
		day: today,
		method: 'card',
		last4: '4242',
		company: 'co',
		ledger,
		// Booked: it holds no shares any more.
		shares: [],
		bookings: [
			{ n: 0, document: 'i0', minor: 500, state: 'booked', external: 'x0' },
			{ n: 1, document: null, minor: 200, state: 'booked', external: 'x1' },
		],
		receivedAt: at,
	};
	const begin = async (state: 'booked' | 'reversed' = 'booked') => {
		model.documents.clear();
		Object.assign(model.ports.payments, { payment: async () => ({ ...payment, state }) });
		Object.assign(model.ports.books, { document: async (_: string, __: string, ___: string, id: string) => ({ number: `INV-${id}` }) });
		await model.ports.mailings.plan(receipt());
	};

	it('go out without a fresh read, and wait for a stop to end', async () => {
		await begin();
		model.stopped = true;
		await model.calm(10);
		expect(states()).toEqual(['planned STOPPED_EVERYWHERE']);
		model.stopped = false;
		await model.calm(10);
		expect(only()).toMatchObject({ state: 'sent', amount: 700 });
		expect(takenTimes()).toEqual([1]);
	});

	it('name the invoices it was booked on, and what is left over', async () => {
		await begin();
		const verdict = await decideReceipt(receipt(), 'UTC', { mode: 'live' }, model.ports);
		expect(verdict).toMatchObject({ is: 'send', order: { shares: [{ number: 'INV-i0', minor: 500 }], unapplied: 200 } });
	});

	it('are not sent for a payment that was taken back', async () => {
		await begin('reversed');
		await model.calm(10);
		expect(states()).toEqual(['suppressed NOTHING_DUE']);
	});
});

it('every reason and every state has its words', () => {
	for (const reason of reasons) expect(reasonWords[reason]).toMatch(/^[A-Z].{15,}\.$/);
	for (const state of mailStates) expect(whyOf({ state, reasons: ['PAID'], delivery: 'none' })).toMatch(/^[A-Z].{10,}\.$/);
});
