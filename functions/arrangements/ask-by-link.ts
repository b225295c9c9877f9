import { createHash } from 'node:crypto';
import { type LinkAnswer, type LinkAsked, mayByLink } from '../../shared/domain/arrangements/by-link.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { LinkRequest } from '../../shared/ports/link-requests.ts';
import { type Asker, arrangementId, type Bound, begin, wouldBegin } from './begin.ts';
import { no } from './decide.ts';
import { personBy, tokenBy } from './link.ts';
import { type CodePorts, sendCode } from './link-code.ts';
import type { Desk } from './link-desk.ts';

export type ByLink =
	| { readonly kind: 'done'; readonly arrangement: string }
	/** A code is to confirm it. */
	| { readonly kind: 'code'; readonly request: string }
	| { readonly kind: 'too-often'; readonly seconds: number };

/** Whoever comes by a link has no role of the company's. */
export const askerBy = ({ link, timeZone }: Pick<Desk, 'link' | 'timeZone'>, code: LinkRequest['code'] | null = null): Asker => ({
	company: link.company,
	person: personBy(link, timeZone, code),
	roles: [],
});

const mustBe = (answer: LinkAnswer, ...allowed: readonly LinkAnswer[]): void => {
	if (!allowed.includes(answer)) throw no(answer, 'That cannot be agreed by a link', 'It is beyond what a customer may agree by a link.');
};
/** Looked at once more with what is saved: two forms sent at once are not both within the bounds. */
export const within =
	(...allowed: readonly LinkAnswer[]): Bound =>
	(fresh, others, { today }) =>
		mustBe(mayByLink(fresh, others, today), ...allowed);

const requestId = (link: PayLink, nonce: string, deed: object): string =>
	createHash('sha256')
		.update(`request:${tokenBy(link, nonce, deed)}`)
		.digest('hex')
		.slice(0, 24);

/** The same form again is the same request, and its first code is sent once. */
export const asksCode = async (desk: Desk, nonce: string, deed: LinkRequest['deed'], ports: CodePorts): Promise<ByLink> => {
	const { company, customer, hash } = desk.link;
	const id = requestId(desk.link, nonce, deed);
	const known = await ports.linkRequests.request(company, customer, id);
	if (known) return known.done === null ? { kind: 'code', request: id } : { kind: 'done', arrangement: known.done };
	const at = ports.clock.now();
	const none = { hash: '', salt: '', until: at, tries: 0, address: null };
	const fresh: LinkRequest = { company, customer, id, link: hash, deed, code: none, codes: 0, at, done: null, rev: 0 };
	const wait = await sendCode(fresh, desk, ports);
	return wait === null ? { kind: 'code', request: id } : { kind: 'too-often', seconds: wait };
};

/**
 * What a customer asks for by a link: within the bounds it begins at once, beyond them a code is sent first. Asked again with the same form it is the same.
 * Cost: `begin` and 4–6 RCU more; with a code 4 WCU and its mail.
 * @throws Refusal whose code says what cannot be
 */
export const askByLink = async (desk: Desk, asked: LinkAsked, nonce: string, ports: CodePorts): Promise<ByLink> => {
	const { company, customer } = desk.link;
	const asker = askerBy(desk);
	const token = tokenBy(desk.link, nonce, asked);
	const there = await ports.arrangements.arrangement(company, customer, arrangementId(company, customer, token));
	if (there) return { kind: 'done', arrangement: there.id };
	const { fresh, others, today } = await wouldBegin(asker, customer, asked, ports);
	const answer = mayByLink(fresh, others, today);
	mustBe(answer, 'at-once', 'code');
	if (answer === 'code') return asksCode(desk, nonce, { does: 'begin', asked, token }, ports);
	const begun = await begin(asker, customer, asked, token, ports, within('at-once'));
	return { kind: 'done', arrangement: begun.id };
};
