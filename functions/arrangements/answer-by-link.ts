import { isOffer, isTheirsToTakeBack } from '../../shared/domain/arrangements/by-link.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { actOn } from './act-on.ts';
import { askerBy, asksCode, type ByLink } from './ask-by-link.ts';
import { stale } from './decide.ts';
import type { CodePorts } from './link-code.ts';
import type { Desk } from './link-desk.ts';

export const answers = ['accept', 'refuse', 'withdraw'] as const;
export type AnswerByLink = (typeof answers)[number];

/**
 * A yes or no to what we offered: a code confirms it. Or what they asked for by this very link is taken back: that gives up nothing of ours, and needs none. `rev`:
 * as it was seen. @throws Refusal 404, 409 `STALE`
 */
export const answerByLink = async (
	desk: Desk,
	{ id, does, rev, nonce }: { readonly id: string; readonly does: AnswerByLink; readonly rev: number; readonly nonce: string },
	ports: CodePorts,
): Promise<ByLink> => {
	const asker = askerBy(desk);
	const found = desk.arrangements.find((each) => each.id === id);
	if (!found) throw notFound('arrangement');
	if (does === 'withdraw') {
		if (!isTheirsToTakeBack(found, asker.person.id)) throw stale();
		const now = await actOn(asker, desk.link.customer, id, { act: 'withdraw', rev }, ports);
		return { kind: 'done', arrangement: now.id };
	}
	if (!isOffer(found)) throw stale();
	return asksCode(desk, nonce, { does, arrangement: id, rev }, ports);
};
