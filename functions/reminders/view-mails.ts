import { type Day, dayIn, isDay } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { MailId, Mailing, Reason, Sending } from '../../shared/domain/mailing.ts';
import { isCurrency, toDecimal } from '../../shared/domain/money.ts';
import { leftOutText, reasonWords, whyOf } from '../../shared/domain/reasons.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { MailDetailView, MailView, ReasonView, RemindersView } from '../../shared/wire/reminders-view.ts';
import type { LetterPorts } from './ports.ts';
import { sendingOf } from './sending-of.ts';

export type ViewPorts = Pick<LetterPorts, 'mailings' | 'companies' | 'books' | 'clock' | 'settings'>;

const mailsAPage = 50;

/** By currency. */
export const lookFromView = ({ lookFrom = {} }: Pick<Sending, 'lookFrom'>): RemindersView['sending']['lookFrom'] =>
	Object.fromEntries(
		Object.entries(lookFrom).flatMap(([code, minor]) => (isCurrency(code) ? [[code, toDecimal({ minor, currency: code })]] : [])),
	);

const reasonView = (code: Reason): ReasonView => ({ code, words: reasonWords[code] });

export const mailView = (mailing: Mailing, name: string): MailView => {
	const { id, kind, day, customer, ledger, currency, state, stage, policy, amount, language, subject, delivery, plannedAt, sentAt, by } =
		mailing;
	return {
		id,
		kind,
		day,
		customer: { id: customer, name },
		ledger,
		currency,
		state,
		why: [whyOf(mailing), leftOutText(mailing)].filter((text) => text !== '').join(' '),
		reasons: mailing.reasons.map(reasonView),
		stage,
		policy,
		amount: mailing.facts === null && kind !== 'receipt' ? null : toDecimal({ minor: amount, currency }),
		language,
		subject,
		delivery,
		plannedAt,
		sentAt,
		by,
	};
};

/** The day asked for; the company's today when none is. */
const dayAsked = (asked: string | undefined, today: Day): Day => {
	if (asked === undefined || asked === '') return today;
	if (isDay(asked)) return asked;
	const detail = 'Write the day as YYYY-MM-DD.';
	throw new Refusal(400, 'DAY_UNREADABLE', 'That is no day', detail, { fields: [{ path: 'day', message: detail }] });
};

/** Every candidate of a day: sent, waiting or not sent, and why. ≈ 1 RCU a row. */
export const viewDay = async (
	company: CompanyId,
	asked: { readonly day: string | undefined; readonly from: string | undefined },
	ports: ViewPorts,
): Promise<RemindersView> => {
	const { mailings, companies, books, clock } = ports;
	const owner = await companies.company(company);
	if (!owner) throw notFound('company');
	const today = dayIn(owner.timeZone, clock.now());
	const day = dayAsked(asked.day, today);
	const [sending, everywhere, page] = await Promise.all([
		sendingOf(company, ports),
		mailings.stoppedEverywhere(),
		mailings.ofDay(company, day, null, mailsAPage, asked.from === undefined || asked.from === '' ? null : asked.from),
	]);
	const names = await books.names(company, [...new Set(page.rows.map(({ customer }) => customer))]);
	return {
		day,
		today,
		sending: {
			mode: sending.mode,
			stoppedSince: sending.stopped?.at ?? null,
			stoppedEverywhereSince: everywhere?.at ?? null,
			plannedFor: sending.plannedFor,
			lookFrom: lookFromView(sending),
		},
		rows: page.rows.map((mailing) => mailView(mailing, names.get(mailing.customer) ?? '')),
		next: page.next,
	};
};

/** One decision, with the facts it was made on. */
export const viewMail = async (company: CompanyId, id: MailId, { mailings, books }: ViewPorts): Promise<MailDetailView> => {
	const mailing = await mailings.mailing(company, id);
	if (!mailing) throw notFound('mail');
	const { facts, currency } = mailing;
	const text = (minor: number): string => toDecimal({ minor, currency });
	const names = await books.names(company, [mailing.customer]);
	return {
		...mailView(mailing, names.get(mailing.customer) ?? ''),
		facts: facts && {
			freshAsOf: facts.freshAsOf,
			lookedAt: facts.lookedAt ?? null,
			lookedMost: facts.lookedMost ?? null,
			hash: facts.hash,
			unapplied: text(facts.unapplied),
			documents: facts.documents.map(({ claims = [], ...each }) => ({
				...each,
				claims: claims.map(({ of, why, minor, by = null }) => ({ ...reasonView(why), arrangement: of, amount: text(minor), by })),
				open: text(each.open),
				held: text(each.held),
				out: each.out && reasonView(each.out),
			})),
		},
	};
};
