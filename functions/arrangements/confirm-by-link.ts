import { notFound } from '../../shared/domain/refusal.ts';
import type { LinkRequest } from '../../shared/ports/link-requests.ts';
import { actOn } from './act-on.ts';
import { askerBy, type ByLink, within } from './ask-by-link.ts';
import { begin } from './begin.ts';
import { type CodePorts, isCode, mostCodes, mostTries, sendCode } from './link-code.ts';
import type { Desk } from './link-desk.ts';

export type Confirmed = ByLink | { readonly kind: 'code-wrong' | 'code-over' | 'code-often' };

/** Whoever else holds a link of the customer's has no part in it. @throws Refusal 404 */
export const requestBy = async ({ link }: Desk, id: string, { linkRequests }: Pick<CodePorts, 'linkRequests'>): Promise<LinkRequest> => {
	const found = await linkRequests.request(link.company, link.customer, id);
	if (found?.link !== link.hash) throw notFound('request');
	return found;
};

/** Whether its code can still be typed. */
export const canConfirm = ({ code }: LinkRequest, now: string): 'yes' | 'code-over' | 'code-often' => {
	if (code.until <= now) return 'code-over';
	return code.tries >= mostTries ? 'code-often' : 'yes';
};

const doneBy = async ({ deed, customer, code }: LinkRequest, desk: Desk, ports: CodePorts): Promise<string> => {
	const asker = askerBy(desk, code);
	if (deed.does === 'begin') return (await begin(asker, customer, deed.asked, deed.token, ports, within('at-once', 'code'))).id;
	return (await actOn(asker, customer, deed.arrangement, { act: deed.does, rev: deed.rev }, ports)).id;
};

const turns = 5;

/**
 * The code from the mail. A try is counted before the code is looked at, at the revision that was read: of many at once each is counted. What the code confirms
 * is done before the request says so; typed again after a cut, it is done once.
 * @throws Refusal 404, or what cannot be done any more
 */
export const confirmByLink = async (desk: Desk, id: string, typed: string, ports: CodePorts): Promise<Confirmed> => {
	for (let turn = 0; turn < turns; turn++) {
		const request = await requestBy(desk, id, ports);
		if (request.done !== null) return { kind: 'done', arrangement: request.done };
		const can = canConfirm(request, ports.clock.now());
		if (can !== 'yes') return { kind: can };
		const tried: LinkRequest = { ...request, code: { ...request.code, tries: request.code.tries + 1 } };
		if ((await ports.linkRequests.saveRequest(tried)) === 'stale') continue;
		if (!(await isCode(typed, request.code))) return { kind: tried.code.tries < mostTries ? 'code-wrong' : 'code-often' };
		const arrangement = await doneBy(request, desk, ports);
		await ports.linkRequests.saveRequest({ ...tried, done: arrangement, rev: request.rev + 1 });
		return { kind: 'done', arrangement };
	}
	return { kind: 'code-often' };
};

/** Another code for the same request: the one before is none any more. @throws Refusal 404 */
export const codeAgain = async (desk: Desk, id: string, ports: CodePorts): Promise<Confirmed> => {
	const request = await requestBy(desk, id, ports);
	if (request.done !== null) return { kind: 'done', arrangement: request.done };
	if (request.codes >= mostCodes) return { kind: 'code-often' };
	const wait = await sendCode(request, desk, ports);
	return wait === null ? { kind: 'code', request: id } : { kind: 'too-often', seconds: wait };
};
