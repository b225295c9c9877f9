/** The page's form as it was sent. Nothing in it is believed: what it names is looked up, amounts are read against what is owed. */
import { timingSafeEqual } from 'node:crypto';
import type { Choice } from './choice.ts';
import { proofOf } from './page-link.ts';

export type SentForm = {
	readonly choice: Choice;
	readonly proof: string;
	readonly nonce: string;
	readonly language: string;
	/** Which of the list's pages it was on. */
	readonly page: number;
};

const whats: readonly Choice['what'][] = ['all', 'late', 'chosen'];
/** Fields of one form: twenty rows and a few more. */
const mostFields = 200;

export const pageNumber = (text: string | null | undefined): number => {
	const n = Number(text ?? '1');
	return Number.isInteger(n) && n >= 1 && n <= 1000 ? n : 1;
};

const wholeOrNull = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null);

export const formOf = (body: Buffer): SentForm => {
	const fields = [...new URLSearchParams(body.toString('utf8'))].slice(0, mostFields);
	const first = (name: string): string | null => fields.find(([field]) => field === name)?.[1] ?? null;
	const amounts = fields.flatMap(([field, value]): [string, string][] =>
		field.startsWith('amount.') ? [[field.slice('amount.'.length), value.slice(0, 40)]] : [],
	);
	return {
		choice: {
			currency: first('currency') ?? '',
			what: whats.find((each) => each === first('what')) ?? 'chosen',
			seen: wholeOrNull(first('seen')),
			picked: fields.flatMap(([field, value]) => (field === 'pick' ? [value] : [])),
			typed: Object.fromEntries(amounts),
		},
		proof: first('proof') ?? '',
		nonce: (first('nonce') ?? '').slice(0, 40),
		language: first('lang') ?? '',
		page: pageNumber(first('page')),
	};
};

/** The form is of the page that this very cookie opened: not another site's, and not another customer's in a second tab. */
export const isOurs = ({ proof, nonce }: SentForm, cookie: string): boolean => {
	const right = Buffer.from(proofOf(cookie));
	const given = Buffer.from(proof);
	return nonce !== '' && given.length === right.length && timingSafeEqual(given, right);
};

/**
 * Browsers say where a request came from. Pages without a referrer send `Origin: null` with their own forms, so that alone tells nothing; what does is
 * `Sec-Fetch-Site` where it is sent, and an Origin that is somebody else's.
 */
export const isSameSite = (headers: Readonly<Record<string, string>>, hub: string): boolean => {
	const { origin, 'sec-fetch-site': site } = headers;
	if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
	return origin === undefined || origin === 'null' || origin === hub;
};
