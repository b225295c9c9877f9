/** Who of those that got a mail pays, and how: chosen by what stands in the mails and in the ledgers, so that every seed has its own three. */
import type { MailView } from '../../shared/wire/reminders-view.ts';
import type { Payer } from './customer.ts';
import { ownIdOf } from './hub.ts';
import type { OwnBooks } from './own/books.ts';
import type { OwnMail } from './own/inbox.ts';
import type { OwnItem } from './own/ledgers.ts';

export type Paying = Payer & {
	readonly mail: MailView;
	/** What it is meant to show, in words. */
	readonly story: string;
	/** Number of the invoice paid in full; null where it is another case. */
	readonly closes: string | null;
};

type Candidate = {
	readonly mail: MailView;
	readonly came: OwnMail & { readonly link: string };
	readonly invoices: readonly OwnItem[];
	/** The oldest invoice that the mail names. */
	readonly oldest: OwnItem;
};

/** Card networks and banks of the demo take these. */
const payable = new Set(['EUR', 'GBP', 'MXN', 'USD']);
const withDebit = new Set(['EUR', 'GBP', 'USD']);

const candidateOf = (mail: MailView, { items, mails, addresses }: Read): Candidate[] => {
	const own = ownIdOf(mail.customer.id);
	const came = mails.findLast(({ to, sum, kind }) => kind === 'reminder' && to === addresses.get(own) && sum?.currency === mail.currency);
	const invoices = items.filter(({ kind, customer }) => kind === 'invoice' && customer === own);
	const [oldest] = invoices
		.filter(({ number }) => came?.text.includes(number))
		.toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.id < b.id ? -1 : 1));
	// The page of who owes in several currencies has several forms: these three have one.
	if (!came?.link || !oldest || invoices.some(({ currency }) => currency !== mail.currency)) return [];
	return [{ mail, came: { ...came, link: came.link }, invoices, oldest }];
};
type Read = {
	readonly items: readonly OwnItem[];
	readonly mails: readonly OwnMail[];
	readonly addresses: ReadonlyMap<string, string | null>;
};

/** The first by what is wished most; names decide between equals. Takes it out of `from`. */
const taken = (from: Candidate[], ...wishes: readonly ((of: Candidate) => boolean)[]): Candidate | null => {
	const wanted = (of: Candidate): string => wishes.map((wish) => (wish(of) ? '0' : '1')).join('');
	from.sort((a, b) => (`${wanted(a)} ${a.mail.customer.name}` < `${wanted(b)} ${b.mail.customer.name}` ? -1 : 1));
	return from.shift() ?? null;
};

const half = ({ minor, currency }: OwnItem): string => String(Math.floor(minor / (currency === 'JPY' ? 2 : 200)));

const base = ({ mail, came }: Candidate) => ({ mail, link: came.link, email: came.to, currency: mail.currency });

/** One invoice in full by card, a part of one by card, everything by bank debit. Throws when too few got a mail. */
export const payersAmong = (sent: readonly MailView[], own: OwnBooks): readonly Paying[] => {
	const read: Read = { items: own.items(), mails: own.mails(), addresses: own.addresses() };
	const from = sent.filter(({ currency }) => payable.has(currency)).flatMap((mail) => candidateOf(mail, read));
	const late = ({ mail }: Candidate): boolean => (mail.stage?.day ?? -1) > 0;
	const inLanguage =
		(language: string) =>
		({ came }: Candidate): boolean =>
			came.language === language;
	const whole = taken(
		from,
		late,
		({ oldest }) => oldest.provider === 'xero',
		inLanguage('en'),
		({ invoices }) => invoices.length > 1,
	);
	const part = taken(from, late, inLanguage('es'), ({ oldest }) => oldest.provider === 'xero');
	const debit = taken(
		from,
		({ mail }) => withDebit.has(mail.currency),
		late,
		({ oldest }) => oldest.provider === 'quickbooks',
	);
	if (!whole || !part || !debit || !withDebit.has(debit.mail.currency))
		throw new Error('too few mails went out for three customers to pay');
	return [
		{ ...base(whole), story: 'one invoice in full', pays: { invoice: whole.oldest.id }, by: 'card', closes: whole.oldest.number },
		{ ...base(part), story: 'a part of one', pays: { invoice: part.oldest.id, typed: half(part.oldest) }, by: 'card', closes: null },
		{ ...base(debit), story: 'everything, by bank debit', pays: 'all', by: 'debit', closes: null },
	];
};
