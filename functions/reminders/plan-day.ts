import { addDays, type Day, dayIn, later, startOfDay } from '../../shared/domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../../shared/domain/document.ts';
import { allThrough } from '../../shared/domain/exceptions.ts';
import { mailId, type Sending } from '../../shared/domain/mailing.ts';
import type { Currency } from '../../shared/domain/money.ts';
import { type OwnDays, ownStageToday } from '../../shared/domain/own-days.ts';
import { defaultPolicy, highestToday, nextStageDay } from '../../shared/domain/policy.ts';
import type { Company } from '../../shared/ports/companies.ts';
import { askLedger } from './ask-ledger.ts';
import { type ByCustomer, nameOf, ownDaysIn } from './own-days.ts';
import type { PlanPorts } from './ports.ts';
import { sendingOf } from './sending-of.ts';
import { afterMidnightMs, planLeaseMs, planMs, releaseMs } from './times.ts';

const customersAPage = 100;
const atOnce = 8;

const policy = defaultPolicy;

type Who = { readonly customer: CustomerId; readonly currency: Currency };
type Planning = { readonly today: Day; readonly live: ReadonlySet<LedgerId>; readonly own: ByCustomer };
const noDays: readonly OwnDays[] = [];

/** The ledger whose freshness the new candidate waits for; null when there is no new candidate. 1–2 RCU, 3 WCU. */
const planOne = async (
	company: CompanyId,
	{ customer, currency }: Who,
	{ today, live, own: all }: Planning,
	{ mailings, clock }: PlanPorts,
): Promise<LedgerId | null> => {
	const standing = await mailings.standing(company, customer, currency);
	if (!standing || !live.has(standing.ledger)) return null;
	// The ladder knows no documents: with an exception among them it is looked at each day, and the candidate's stage is a guess until it is decided.
	const through = allThrough(standing);
	const next = nextStageDay(policy, standing.ladder, through);
	const byDueDay = next === null || next > today ? null : highestToday(policy, standing.ladder, through, today);
	const own = all.get(nameOf(customer, currency))?.days ?? noDays;
	const stage = byDueDay ?? ownStageToday(policy, own, standing, today);
	if (stage === null) {
		// Listed too early, or a notice before the due day whose day has come. Up to yesterday only: an invoice that comes later today may still cross a stage today.
		// Where days of its own count, a stage of one may wait since the day before, which no ladder tells.
		if (own.length === 0) await mailings.moveThrough(company, customer, currency, addDays(today, -1));
		return null;
	}
	const now = clock.now();
	const planned = await mailings.plan({
		company,
		id: mailId({ kind: 'reminder', day: today, currency, customer }),
		kind: 'reminder',
		customer,
		ledger: standing.ledger,
		currency,
		day: today,
		stage: { day: stage.day, tone: stage.tone },
		policy: policy.name,
		state: 'planned',
		reasons: [],
		facts: null,
		amount: 0,
		language: null,
		subject: null,
		payment: null,
		plannedAt: now,
		lease: null,
		sendingAt: null,
		sentAt: null,
		messageId: null,
		delivery: 'none',
		deliveryAt: null,
		by: null,
		tries: 0,
		wake: later(now, releaseMs),
		rev: 0,
	});
	return planned === 'planned' ? standing.ledger : null;
};

/** Ledgers that count: read completely once and not disconnected. One whose permission ran out counts; its candidates wait and say so. */
const liveLedgers = async (company: CompanyId, { connections }: PlanPorts): Promise<ReadonlySet<LedgerId>> =>
	new Set(
		(await connections.connections(company))
			.filter((each) => each.phase === 'live' && each.state !== 'disconnected')
			.map((each) => each.ledger),
	);

/** A cursor goes on within its day only: `<day> <cursor>`. */
const cursorOn = (today: Day, { cursor }: Sending): string | null =>
	cursor?.startsWith(`${today} `) ? cursor.slice(today.length + 1) : null;

/** Makes candidates of those of them who cross a stage, and notes whose ledgers they wait for. */
const planSome = async (company: CompanyId, all: readonly Who[], planning: Planning, waiting: Set<LedgerId>, ports: PlanPorts) => {
	for (let i = 0; i < all.length; i += atOnce) {
		const some = all.slice(i, i + atOnce);
		for (const ledger of await Promise.all(some.map((who) => planOne(company, who, planning, ports)))) if (ledger) waiting.add(ledger);
	}
};

const planPages = async (company: Company, first: Sending, today: Day, ports: PlanPorts): Promise<void> => {
	const { mailings, queues, clock } = ports;
	const until = later(clock.now(), planMs);
	const [live, own] = await Promise.all([liveLedgers(company.id, ports), ownDaysIn(company.id, ports)]);
	const planning = { today, live, own };
	const waiting = new Set<LedgerId>();
	let sending = first;
	const save = async (change: Partial<Sending>): Promise<boolean> => {
		const next = { ...sending, ...change };
		if ((await mailings.saveSending(next)) === 'stale') return false; // somebody plans beside us, or changed the mode: it wakes again
		sending = { ...next, rev: sending.rev + 1 };
		return true;
	};
	const tomorrow = later(startOfDay(addDays(today, 1), company.timeZone), afterMidnightMs);
	for (let last = false; !last; ) {
		const page = await mailings.dueCustomers(company.id, today, customersAPage, cursorOn(today, sending));
		await planSome(company.id, page.rows, planning, waiting, ports);
		last = page.next === null;
		if (last) await planSome(company.id, [...own.values()], planning, waiting, ports);
		const change = last
			? { plannedFor: today, cursor: null, wake: tomorrow }
			: { cursor: `${today} ${page.next}`, wake: later(clock.now(), planLeaseMs) };
		if (!(await save(change))) return;
		if (last || clock.now() < until) continue;
		await queues.send({ type: 'reminders.plan', company: company.id });
		break;
	}
	for (const ledger of waiting) await askLedger(company.id, ledger, clock.now(), ports);
};

/**
 * Makes a candidate of every customer (and currency) who crosses a stage today. Reads only those whose stage may have come: by the ladders of due days, and
 * by the days that were agreed with somebody. Idempotent: a candidate is
 * put if it does not exist. A day that was missed is not caught up: today's plan finds the same customers, at the stage that is right today.
 */
export const planDay = async (id: CompanyId, ports: PlanPorts): Promise<void> => {
	const company = await ports.companies.company(id);
	if (!company) return;
	const sending = await sendingOf(id, ports);
	const today = dayIn(company.timeZone, ports.clock.now());
	if (sending.mode === 'off') {
		if (sending.wake !== null || sending.rev === 0) await ports.mailings.saveSending({ ...sending, wake: null });
		return;
	}
	if (sending.plannedFor === null || sending.plannedFor < today) return planPages(company, sending, today, ports);
	const next = later(startOfDay(addDays(sending.plannedFor, 1), company.timeZone), afterMidnightMs);
	if (sending.wake !== next) await ports.mailings.saveSending({ ...sending, wake: next });
};
