/** What is still to come of a plan, as its customer is told of it. Pure. */
import type { ArrangementOf, Instalment } from './arrangement.ts';
import { instalmentsLeft } from './instalments.ts';
import { type Invoices, receivedOn } from './received.ts';

/**
 * Its instalments as far as they are to be paid: what was paid, or is on its way, pays the earliest first; what was credited is cut from the end. They add up to
 * what is left of its invoices. One that is not among `invoices` is paid.
 */
export const planLeft = ({ parts, terms: { instalments } }: ArrangementOf<'plan'>, invoices: Invoices): readonly Instalment[] => {
	let [paid, left] = [0, 0];
	for (const part of parts) {
		const invoice = invoices.get(part.invoice);
		const held = Math.max(0, invoice?.held ?? 0);
		const towards = invoice ? Math.max(0, receivedOn(part, invoice)) + Math.min(held, part.minor) : part.minor;
		paid += towards;
		if (invoice) left += Math.max(0, Math.min(invoice.open - held, part.minor - towards));
	}
	const found: Instalment[] = [];
	for (const { due, left: minor } of instalmentsLeft(instalments, paid)) {
		const now = Math.min(minor, left);
		left -= now;
		if (now > 0) found.push({ due, minor: now });
	}
	// More is left of the invoices than of the instalments, since another invoice was paid more than its part: it comes last.
	const end = instalments.at(-1);
	const last = found.at(-1);
	if (left === 0 || !end) return found;
	return last?.due === end.due
		? [...found.slice(0, -1), { due: end.due, minor: last.minor + left }]
		: [...found, { due: end.due, minor: left }];
};
