/** Whether a step is still right, by what the ledger says now. What is not is `refused`, in words that say what to do. */
import type { StoredDocument } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Posting, PostingStep } from '../../shared/domain/posting.ts';
import { roleOf, unfit } from '../../shared/domain/posting-accounts.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { PostAccess } from './post-access.ts';
import type { PostDesk } from './post-desk.ts';
import { readNow, touched } from './post-read.ts';

const refuse = (detail: string): AccountingFault => new AccountingFault('refused', detail);

const nameOf = ({ kind, number }: StoredDocument): string =>
	`${kind === 'invoice' ? 'Invoice' : 'Credit'}${number === '' ? '' : ` ${number}`}`;

/** How the posting's amount is wrong for the document; null: it is right. `held`: of our own payments in flight, which nothing may take away. */
const wrongWith = (document: StoredDocument, { customer, currency, minor }: Posting, held: number): string | null => {
	const text = (units: number): string => `${toDecimal({ minor: units, currency: document.currency })} ${document.currency}`;
	const name = nameOf(document);
	if (document.doubt)
		return `${name} has a newer state in the ledger that we cannot read: ${document.doubt.why}. Correct it there, then try again.`;
	if (document.customer !== customer) return `${name} belongs to another customer now. Give this up and ask for it there.`;
	if (document.currency !== currency) return `${name} is in ${document.currency}, and this is in ${currency}.`;
	const left = document.kind === 'invoice' ? document.open : document.unapplied;
	if (minor <= left - held) return null;
	const what = document.kind === 'invoice' ? 'open on it' : 'left of it';
	if (minor <= left)
		return `${name}: ${text(left)} is ${what}, but ${text(held)} of that is being paid right now, so ${text(minor)} is too much. Try again when the payment is booked, or give this up.`;
	const why = document.kind === 'invoice' ? 'it was paid or credited meanwhile' : 'it was applied or refunded meanwhile';
	return `${name}: only ${text(left)} is ${what}, and this is about ${text(minor)}: ${why}. Give this up and ask for less.`;
};

/** Documents whose amount a step takes from. */
const takesFrom = (step: PostingStep): boolean => step.do !== 'take-back' && step.do !== 'expected-date';

const checkAccounts = async (desk: PostDesk, { writing }: PostAccess, steps: readonly PostingStep[]): Promise<void> => {
	if (steps.every((step) => roleOf(step) === null)) return;
	const { chosen } = desk.settings;
	const { currency } = desk.posting;
	// Nothing chosen: that is known without a call.
	const reason = unfit(chosen, steps, currency, null) ?? unfit(chosen, steps, currency, await writing.accounts());
	if (reason !== null) throw refuse(reason);
};

/**
 * Before the first step: everything that the posting will touch, and the accounts it needs. Later: what that step touches; payments in flight are no reason any
 * more, since half of it stands already.
 */
export const checkStep = async (desk: PostDesk, access: PostAccess, at: number): Promise<void> => {
	const { posting } = desk;
	const steps = at === 0 ? desk.steps() : [desk.step(at)];
	// Sent already with accounts that would do: part of it may stand, and must not be taken for unwritten.
	if (at === 0 && desk.progress(at).state === 'planned') await checkAccounts(desk, access, steps);
	const names = touched(steps.filter(takesFrom));
	if (names.length === 0) return;
	const { documents, refused } = await readNow(desk, access, names);
	if (refused[0]) throw refuse(`The ledger has a document that cannot be read: ${refused[0].reason}. Correct it there, then try again.`);
	for (const { kind, id } of names) {
		const document = documents.find((each) => each.kind === kind && each.id === id);
		if (!document || document.state === 'deleted')
			throw refuse(`The ${kind === 'invoice' ? 'invoice' : 'credit'} is not in the ledger any more. Give this up.`);
		const wrong = wrongWith(document, posting, at === 0 && kind === 'invoice' ? document.held : 0);
		if (wrong !== null) throw refuse(wrong);
	}
};
