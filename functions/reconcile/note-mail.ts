/** A reminder that was sent becomes a note in the ledger's own history of each invoice it asked for. ADR 0022. */
import { dayIn, later } from '../../shared/domain/day.ts';
import type { LedgerNote, Mailing } from '../../shared/domain/mailing.ts';
import { type Posting, stepsOf } from '../../shared/domain/posting.ts';
import { notedInvoices, noteRule, noteText } from '../../shared/domain/reminder-note.ts';
import type { Allowances } from '../../shared/ports/allowances.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import { LedgerMeter } from '../../shared/ports/meter.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { postingId } from './ask-posting.ts';
import { notesAVisit, noteTurnMs, noteWaitMs } from './times.ts';

export type NotePorts = {
	readonly mailings: Pick<Mailings, 'mailing' | 'save' | 'sending'>;
	readonly books: Pick<Books, 'document'>;
	readonly companies: Pick<Companies, 'company'>;
	readonly postings: Pick<Postings, 'create'>;
	readonly allowances: Allowances;
	readonly queues: Queues;
	readonly clock: Clock;
};

/** Should its message be lost, the sweep brings it. */
const firstWakeMs = 60_000;
/** The sweep takes the next of its invoices, when it is this mail's turn again. */
const nextMs = 30_000;

const plannedNote = (mailing: Mailing, note: LedgerNote, invoice: string, day: Posting['day'], now: Posting['askedAt']): Posting => {
	const { company, customer, ledger, currency, id } = mailing;
	const what = { kind: 'note', document: { kind: 'invoice', id: invoice } } as const;
	return {
		company,
		id: postingId(company, `note ${id} ${invoice}`),
		ledger,
		customer,
		currency,
		minor: 0,
		day,
		text: noteText(mailing, note),
		what,
		state: 'planned',
		steps: stepsOf(what).map((_, n) => ({ n, state: 'planned', external: null })),
		by: noteRule,
		askedAt: now,
		writtenAt: null,
		problem: null,
		tries: 0,
		wake: later(now, firstWakeMs),
		rev: 0,
	};
};

/** Of what is void or gone nobody reads the history any more. 1 RCU; 2 WCU and 1 of an index for a note. */
const ask = async (mailing: Mailing, note: LedgerNote, invoice: string, timeZone: string, ports: NotePorts): Promise<void> => {
	const { company, ledger } = mailing;
	const document = await ports.books.document(company, ledger, 'invoice', invoice);
	if (!document || document.state === 'void' || document.state === 'deleted') return;
	const now = ports.clock.now();
	// No write-off: none is counted.
	const created = await ports.postings.create(plannedNote(mailing, note, invoice, dayIn(timeZone, now), now), 0);
	if (created.outcome === 'stored' && created.posting.state === 'planned')
		await ports.queues.send({ type: 'reconcile.post', company, posting: created.posting.id });
};

/** Why there is to be no note of it, or not now; null: go on. */
const heldBack = async (mailing: Mailing, note: LedgerNote, ports: NotePorts): Promise<Partial<Mailing> | null> => {
	const { company, ledger } = mailing;
	const sending = await ports.mailings.sending(company);
	const over = (leftOut: string): Partial<Mailing> => ({ note: { ...note, state: 'done', leftOut }, wake: null });
	if (!sending?.notedIn?.includes(ledger)) return over('Notes in this ledger were switched off.');
	if (mailing.sentAt !== null && later(mailing.sentAt, noteTurnMs) <= ports.clock.now())
		return over('Its turn did not come within three days.');
	const no = (await LedgerMeter.open({ company, ledger }, 'noting', ports)).no('write');
	if (no === null) return null;
	return no.until > later(ports.clock.now(), noteWaitMs) ? over(no.why) : { wake: no.until };
};

/**
 * The next few of its invoices. A note's id is made of the mail and the invoice, so however often this comes, and wherever it is cut, there is one of each. Cost: 4
 * RCU and 3 WCU, and `ask` an invoice.
 */
export const noteMail = async ({ company, mail }: MessageOf<'reconcile.note'>, ports: NotePorts): Promise<void> => {
	const [mailing, owner] = await Promise.all([ports.mailings.mailing(company, mail), ports.companies.company(company)]);
	if (!owner || mailing?.note?.state !== 'owed' || mailing.wake === null || mailing.wake > ports.clock.now()) return;
	const { note } = mailing;
	const held = await heldBack(mailing, note, ports);
	if (held) {
		await ports.mailings.save({ ...mailing, ...held });
		return;
	}
	const all = notedInvoices(mailing);
	const next = all.slice(note.invoices, note.invoices + notesAVisit);
	for (const invoice of next) await ask(mailing, note, invoice, owner.timeZone, ports);
	const invoices = note.invoices + next.length;
	const done = invoices >= all.length;
	await ports.mailings.save({
		...mailing,
		note: { ...note, invoices, state: done ? 'done' : 'owed' },
		wake: done ? null : later(ports.clock.now(), nextMs),
	});
};

/** A failure nobody foresaw: its notes are left out, and it stands in nobody's way. */
export const noteMailFailure = async (
	{ company, mail }: MessageOf<'reconcile.note'>,
	reason: string,
	{ mailings }: Pick<NotePorts, 'mailings'>,
): Promise<void> => {
	const mailing = await mailings.mailing(company, mail);
	if (mailing?.note?.state !== 'owed') return;
	await mailings.save({ ...mailing, note: { ...mailing.note, state: 'done', leftOut: reason }, wake: null });
};
