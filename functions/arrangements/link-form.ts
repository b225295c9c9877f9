/** A customer's form as it was sent, and what it asks for. Nothing in it is believed: what it names must stand on their page. Pure. */
import { type DisputeReason, disputeReasons } from '../../shared/domain/arrangements/arrangement.ts';
import { type LinkAsked, linkBounds, plainText } from '../../shared/domain/arrangements/by-link.ts';
import type { Every } from '../../shared/domain/arrangements/instalments.ts';
import { addDays, isDay } from '../../shared/domain/day.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { typedAmount } from '../../shared/domain/typed-amount.ts';
import { type AskField, type AskName, type AskProblem, type AskTyped, askNames } from '../../shared/wire/ask-view.ts';
import type { Desk, DeskInvoice } from './link-desk.ts';

export type SentAsk = {
	readonly typed: AskTyped;
	readonly proof: string;
	readonly nonce: string;
	readonly language: string;
	/** Of what is answered, taken back or confirmed. */
	readonly id: string;
	readonly rev: string;
	readonly does: string;
	readonly code: string;
};

/** Fields of one form: a box for each invoice, and a few more. */
const mostFields = 200;

export const sentAsk = (body: Buffer): SentAsk => {
	const fields = [...new URLSearchParams(body.toString('utf8'))].slice(0, mostFields);
	const first = (name: string, most: number): string => (fields.find(([field]) => field === name)?.[1] ?? '').slice(0, most);
	return {
		typed: {
			invoices: fields.flatMap(([field, value]) => (field === 'invoice' ? [value.slice(0, 200)] : [])),
			amount: first('amount', 40),
			day: first('day', 20),
			reason: first('reason', 40),
			// One letter more than may be: so it is seen that it is too long.
			text: first('text', 2 * linkBounds.text + 1),
			count: first('count', 4),
			every: first('every', 20),
		},
		proof: first('proof', 100),
		nonce: first('nonce', 60),
		language: first('lang', 8),
		id: first('id', 40),
		rev: first('rev', 12),
		does: first('do', 12),
		code: first('code', 20),
	};
};

export const askNamed = (name: string | undefined): AskName | null => askNames.find((each) => each === name) ?? null;

type Fields = Partial<Record<AskField, AskProblem>>;
export type AskRead = { readonly asked: LinkAsked } | { readonly fields: Readonly<Fields> };

const everies: readonly Every[] = ['week', 'two-weeks', 'month'];
const leastCount = 2;
const mostCount = 12;

/** What the form's box may hold, for this kind of form. */
export const roomIn = (what: AskName, { room, undisputed, open }: DeskInvoice): number => {
	if (what === 'dispute') return undisputed;
	return what === 'later' ? open : room;
};

/** Those that can be chosen in this form, most of all. */
export const choosable = (what: AskName, { invoices }: Desk): readonly DeskInvoice[] => invoices.filter((each) => roomIn(what, each) > 0);

const chosenIn = (what: AskName, { invoices: picked }: AskTyped, desk: Desk): readonly DeskInvoice[] | AskProblem => {
	const wanted = [...new Set(what === 'dispute' ? picked.slice(0, 1) : picked)];
	if (wanted.length === 0) return 'nothing-chosen';
	const found = choosable(what, desk).filter(({ id }) => wanted.includes(id));
	// Paid, disputed or promised a moment ago; or never theirs.
	if (found.length < wanted.length) return 'gone';
	return new Set(found.map(({ currency }) => currency)).size > 1 ? 'mixed' : found;
};

type Amount = { readonly minor: number | null } | { readonly problem: AskProblem };
const amountIn = (typed: string, what: AskName, chosen: readonly DeskInvoice[], point: '.' | ','): Amount => {
	const [first] = chosen;
	if (first === undefined || typed.trim() === '') return { minor: null };
	const amount = typedAmount(typed, first.currency, point);
	const most = chosen.reduce((all, each) => all + roomIn(what, each), 0);
	if ('problem' in amount) return { problem: amount.problem === 'empty' ? 'unreadable' : amount.problem };
	return amount.minor > most ? { problem: 'over' } : amount;
};

const dayProblem = (what: AskName, day: string, { today }: Desk): AskProblem | null => {
	if (what === 'dispute') return null;
	if (!isDay(day)) return 'day-missing';
	if (day < today) return 'day-past';
	if (what === 'promise') return day > addDays(today, linkBounds.promiseDays) ? 'day-far' : null;
	return day > addDays(today, 366) ? 'day-year' : null;
};

const textProblem = (what: AskName, text: string): AskProblem | null => {
	if ([...text].length > linkBounds.text) return 'text-long';
	return what === 'dispute' && text === '' ? 'text-missing' : null;
};

/** @param point the sign that separates decimals in the customer's language */
export const askedIn = (what: AskName, typed: AskTyped, desk: Desk, point: '.' | ','): AskRead => {
	const fields: Fields = {};
	const found = chosenIn(what, typed, desk);
	const chosen = typeof found === 'string' ? [] : found;
	if (typeof found === 'string') fields.invoices = found;
	const amount: Amount = what === 'promise' || what === 'dispute' ? amountIn(typed.amount, what, chosen, point) : { minor: null };
	if ('problem' in amount) fields.amount = amount.problem;
	const day = dayProblem(what, typed.day, desk);
	if (day !== null) fields.day = day;
	const text = plainText(typed.text);
	const said = textProblem(what, text);
	if (said !== null) fields.text = said;
	const reason: DisputeReason | undefined = disputeReasons.find((each) => each === typed.reason);
	if (what === 'dispute' && reason === undefined) fields.reason = 'reason-missing';
	const count = /^\d{1,2}$/.test(typed.count) ? Number(typed.count) : 0;
	if (what === 'plan' && (count < leastCount || count > mostCount)) fields.count = 'count-wrong';
	const [first] = chosen;
	if (Object.keys(fields).length > 0 || first === undefined || 'problem' in amount) return { fields };
	const { currency } = first;
	const invoices = chosen.map(({ id }) => id);
	const decimal = (minor: number): string => toDecimal({ minor, currency });
	const on = isDay(typed.day) ? typed.day : desk.today;
	const words = text === '' ? {} : { text };
	switch (what) {
		case 'promise': {
			const minor = amount.minor ?? chosen.reduce((all, { room }) => all + room, 0);
			return { asked: { kind: 'promise', invoices, amount: decimal(minor), by: on, ...words } };
		}
		case 'dispute': {
			const part = amount.minor === null ? {} : { amount: decimal(amount.minor) };
			return { asked: { kind: 'dispute', invoice: first.id, ...part, reason: reason ?? 'other', text } };
		}
		case 'plan': {
			const every = everies.find((each) => each === typed.every) ?? 'month';
			return { asked: { kind: 'plan', invoices, cut: 'equal', count: String(count), first: on, every, ...words } };
		}
		case 'later':
			return { asked: { kind: 'extension', invoices, to: on, ...words } };
	}
};
