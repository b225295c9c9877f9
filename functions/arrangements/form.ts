/** What a form or a program sent, read into what is asked for. Only its shape is judged here. */
import { Refusal } from '../../shared/domain/refusal.ts';
import { type AskedArrangement, actAsked, arrangementAsked, ownerAsked } from '../../shared/wire/arrangement-asked.ts';
import { askedOf, type FormFields, formFields } from '../../shared/wire/arrangement-fields.ts';
import { type AskedLimit, limitAsked } from '../../shared/wire/authority-view.ts';
import type { Asked } from './act-on.ts';

type Posted = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };
type Sent = Readonly<Record<string, unknown>>;

const isJson = ({ headers }: Posted): boolean => (headers['content-type'] ?? '').includes('json');

/** As they were typed, for the page that says what is wrong with them. */
export const typedIn = (posted: Posted): FormFields => (isJson(posted) ? {} : formFields(posted.body.toString('utf8')));

export const sentIn = (posted: Posted): Sent => {
	const text = posted.body.toString('utf8');
	if (!isJson(posted)) return askedOf(formFields(text));
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
	} catch {
		throw new Refusal(400, 'NOT_JSON', 'This could not be read', 'The body says that it is JSON, and is not.');
	}
};

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };
const unreadable = (issues: readonly Issue[]): Refusal => {
	const fields = issues.map(({ path, message }) => ({ path: path.map(String).join('.') || 'kind', message }));
	const all = [...new Set(fields.map(({ message }) => message))].join(' ');
	return new Refusal(400, 'ARRANGEMENT_UNREADABLE', 'Something is missing', all, { fields });
};

/** Nothing takes money by a mandate before payments are complete. */
const later: Readonly<Record<string, number>> = { mandate: 7 };

/** @throws Refusal 400 with every field that is wrong */
export const readArrangement = (kind: string, sent: Sent): AskedArrangement => {
	const issue = later[kind];
	if (issue !== undefined) throw new Refusal(501, 'NOT_BUILT', 'This is not built yet', `A ${kind} cannot be begun yet.`, { issue });
	const read = arrangementAsked.safeParse({ ...sent, kind });
	if (!read.success) throw unreadable(read.error.issues);
	return read.data;
};

/** @throws Refusal 400 with every field that is wrong */
export const readLimit = (sent: Sent): AskedLimit => {
	const currency = typeof sent.currency === 'string' ? sent.currency.trim().toUpperCase() : sent.currency;
	const read = limitAsked.safeParse({ ...sent, currency });
	if (!read.success) throw unreadable(read.error.issues);
	return read.data;
};

/** Once per form: pressed twice, it is the same. */
export const tokenIn = (header: string | undefined, sent: Sent): string => {
	const given = header ?? sent.token;
	if (typeof given === 'string' && /^[\x21-\x7e]{8,200}$/.test(given)) return given;
	const detail = 'Send a new random text of 8 to 200 letters as Idempotency-Key; the same again is the same arrangement.';
	throw new Refusal(400, 'IDEMPOTENCY_KEY_MISSING', 'This needs a key of its own', detail, {
		fields: [{ path: 'Idempotency-Key', message: detail }],
	});
};

/** `kind`: of the arrangement that is agreed anew. @throws Refusal 400 */
export const readAct =
	(act: string, kind: () => Promise<string>, header: string | undefined) =>
	async (sent: Sent): Promise<Asked> => {
		if (act === 'replace') {
			const { rev } = sent;
			if (typeof rev !== 'number' && typeof rev !== 'string') throw unreadable([{ path: ['rev'], message: 'Load the page again.' }]);
			return { act, rev, anew: readArrangement(await kind(), sent), token: tokenIn(header, sent) };
		}
		const read = (act === 'owner' ? ownerAsked : actAsked).safeParse({ ...sent, act });
		if (!read.success) throw unreadable(read.error.issues);
		return read.data;
	};
