/** Reminders on the whole road: what sixty mails cost at the provider, and what an event stream that fails makes of one. */
import { afterAll, describe, expect, it } from 'vitest';
import type { MailFaultKind } from '../../local/aws/mail/faults.ts';
import { dayIn } from '../../shared/domain/day.ts';
import { providers } from '../../shared/domain/document.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { writeMailTags } from '../../shared/wire/mail-tag.ts';
import { leaksIn } from '../support/canary.ts';
import { roadBooks, type Story } from '../support/road/books.ts';
import { arrived, inboxCounts, linkIn } from '../support/road/inbox.ts';
import { switchSending } from '../support/road/people.ts';
import { Road } from '../support/road/road.ts';
import { closeShared } from '../support/road/surroundings.ts';
import { company } from '../support/sync/surroundings.ts';

const minute = 60_000;
const owing = (id: string, invoices = 1): Story => ({
	id,
	email: `${id}@customers.example`,
	owes: Array.from({ length: invoices }, (_, i) => ({
		number: i === 0 ? `I-${id}` : `I-${id}-${i}`,
		due: '-4d' as const,
		total: '120.00',
	})),
});
/** Customers whose mails wait for one read of the ledger. `COBRO_GATE=500` is the whole of what issue 4 asks: 2,000 invoices, 12 calls at most. */
const crowd = Number(process.env.COBRO_GATE ?? 60);
const most = crowd > 60 ? 12 : 8;

afterAll(closeShared);

describe.each(providers)(`${crowd} customers due at %s, with four invoices each`, (provider) => {
	it(
		`cost at most ${most} calls; who paid meanwhile gets no mail`,
		async () => {
			const many = Array.from({ length: crowd }, (_, i) => owing(`c${i}`, 4));
			const road = await Road.begin(provider, roadBooks(provider, many));
			road.patience += 4 * crowd;
			try {
				await road.connectPatiently();
				await road.rest();
				const before = road.side.calls();
				await switchSending(road, 'live');
				expect(await road.until(async () => (await road.items()).reminders.length === crowd)).toBe(true);
				for (const number of ['I-c7', 'I-c7-1', 'I-c7-2', 'I-c7-3']) road.side.pay(number, 12_000, dayIn('UTC', road.now()));
				const waits = ({ state }: Mailing): boolean => !['sent', 'suppressed'].includes(state);
				expect(await road.until(async () => !(await road.items()).reminders.some(waits))).toBe(true);
				const calls = road.side.calls() - before;
				const { reminders } = await road.items();
				const put = reminders.filter(({ state }) => state === 'suppressed');
				console.log(
					`${provider}: ${crowd} candidates, ${crowd * 4} invoices, ${calls} calls, ${arrived(road.ses).length} mails, ${put.length} suppressed ${put[0]?.reasons.join(',')}`,
				);
				expect(put.map(({ reasons }) => reasons)).toEqual([['PAID']]);
				expect([...inboxCounts(road.ses).values()]).toEqual(Array.from({ length: crowd - 1 }, () => 1));
				expect(arrived(road.ses).map(({ to }) => to)).not.toContain('c7@customers.example');
				expect(calls).toBeLessThanOrEqual(most);
				// No message of ours and no event of SES holds a link: those are in their mails alone.
				await road.rest({ withinMs: 0 });
				const tokens = (await Promise.all(arrived(road.ses).map(({ id }) => linkIn(road.ses, id)))).map((link) => link.slice(-22));
				const told = [...road.mail.old, ...road.mail.waiting].map(({ queue, body }) => `${queue} ${body}`);
				expect(new Set(tokens).size).toBe(crowd - 1);
				expect(told.filter((each) => each.startsWith('mailEvents')).length).toBeGreaterThanOrEqual(crowd - 1);
				expect(leaksIn(told.join('\n'), { 'pay token': tokens })).toEqual([]);
			} finally {
				await road.close();
			}
		},
		crowd * 3_000,
	);
});

describe('the event of a mail', () => {
	/** One mail on its way, with these faults at SES; then as `then` says. */
	const withFaults = async (
		faults: readonly MailFaultKind[],
		then: (road: Road, mailing: () => Promise<Mailing | undefined>) => Promise<void>,
	) => {
		const road = await Road.begin('xero', roadBooks('xero', [owing('only')]));
		try {
			await road.connectPatiently();
			await road.rest();
			for (const fault of faults) road.ses.faults.add(fault);
			await switchSending(road, 'live');
			const mailing = async () => (await road.items()).reminders[0];
			const left = async () =>
				['sending', 'sent'].includes((await mailing())?.state ?? '') || (await mailing())?.reasons[0] === 'MAIL_BUSY';
			expect(await road.until(left)).toBe(true);
			await then(road, mailing);
			await road.rest({ withinMs: 2 * 60 * minute });
			expect(inboxCounts(road.ses).size).toBeLessThanOrEqual(1);
			for (const times of inboxCounts(road.ses).values()) expect(times).toBe(1);
		} finally {
			await road.close();
		}
	};
	const waited = async (road: Road, minutes: number): Promise<void> => {
		road.pass(minutes * minute);
		await road.tick();
		await road.rest({ withinMs: 0 });
	};

	it('never comes, of a mail that SES took: sent, watched for a quarter of an hour, never sent again', async () => {
		await withFaults(['events-lost'], async (road, mailing) => {
			expect(await mailing()).toMatchObject({ state: 'sent', delivery: 'none' });
			expect((await mailing())?.wake).not.toBeNull();
			await waited(road, 16);
			expect(await mailing()).toMatchObject({ state: 'sent', delivery: 'none', wake: null });
		});
	});

	it('never comes, of a call that was cut: sending, then unknown after an hour; let go a day later it makes it sent', async () => {
		await withFaults(['cut-after', 'events-lost'], async (road, mailing) => {
			expect(await mailing()).toMatchObject({ state: 'sending', messageId: null });
			await waited(road, 16);
			expect(await mailing()).toMatchObject({ state: 'sending' });
			await waited(road, 46);
			expect(await mailing()).toMatchObject({ state: 'unknown', wake: null });
			// It counts as a contact: the next day has nothing for this stage.
			await waited(road, 24 * 60);
			expect((await road.items()).reminders).toHaveLength(1);
			expect(road.ses.releaseEvents()).toBeGreaterThan(0);
			await road.rest({ withinMs: 0 });
			expect(await mailing()).toMatchObject({ state: 'sent', delivery: 'delivered' });
		});
	});

	it('comes three hours late, of a call that was cut: unknown, then sent', async () => {
		await withFaults(['cut-after', 'send-event-late'], async (road, mailing) => {
			// The delivery's event tells as much as the late one.
			await road.rest({ withinMs: 0 });
			expect(await mailing()).toMatchObject({ state: 'sent' });
		});
		await withFaults(['error-after', 'events-lost'], async (road, mailing) => {
			await waited(road, 61);
			expect(await mailing()).toMatchObject({ state: 'unknown' });
			road.pass(2 * 60 * minute);
			road.ses.releaseEvents();
			await road.rest({ withinMs: 0 });
			expect(await mailing()).toMatchObject({ state: 'sent', delivery: 'delivered' });
		});
	});

	it('comes twice and in the wrong order: sent and delivered, once', async () => {
		await withFaults(['events-twice', 'events-reversed'], async (road, mailing) => {
			await road.rest({ withinMs: 0 });
			expect(await mailing()).toMatchObject({ state: 'sent', delivery: 'delivered', wake: null });
		});
	});

	it('comes for a mail that was thought unsent: sent, and never sent again', async () => {
		await withFaults(['throttled'], async (road, mailing) => {
			const planned = await mailing();
			expect(planned).toMatchObject({ state: 'planned', reasons: ['MAIL_BUSY'] });
			const tags = Object.fromEntries(writeMailTags({ company, mail: planned?.id ?? '' }).map(({ Name, Value }) => [Name, [Value]]));
			const mail = { timestamp: road.now(), messageId: 'told-otherwise', tags };
			road.mail.put('mailEvents', JSON.stringify({ eventType: 'Send', mail, send: {} }));
			await waited(road, 5);
			expect(await mailing()).toMatchObject({ state: 'sent', messageId: 'told-otherwise' });
			await waited(road, 24 * 60);
			expect(arrived(road.ses)).toEqual([]);
		});
	});
});
