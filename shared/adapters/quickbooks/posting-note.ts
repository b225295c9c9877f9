/** A line at the end of a document's private note: QuickBooks' history takes none of ours. */
import { addedTo } from './posting-allocate.ts';
import { type Of, readOne, refuse, written } from './posting-at.ts';
import type { Changeable, PostingClient } from './posting-client.ts';

type Note = Of<'note'>;
const entities: Partial<Readonly<Record<Note['step']['document']['kind'], Changeable>>> = {
	invoice: 'Invoice',
	'credit-note': 'CreditMemo',
	payment: 'Payment',
};
const at = async (client: PostingClient, { step: { document } }: Note) => {
	const entity = entities[document.kind] ?? refuse(`QuickBooks has no ${document.kind}s`);
	return { entity, row: await readOne(client, entity, document.id, written) };
};

/** The document's id. 1 call. */
export const findNote = async (client: PostingClient, order: Note): Promise<string | null> =>
	(await at(client, order)).row?.PrivateNote.includes(`[${order.reference}]`) ? order.step.document.id : null;

/** 2 calls: the note as it is, and with ours. Nothing else is sent. */
export const writeNote = async (client: PostingClient, order: Note): Promise<string> => {
	const { entity, row } = await at(client, order);
	if (row === null) return refuse('it is not in QuickBooks any more');
	await client.change(entity, row, { PrivateNote: addedTo(row.PrivateNote, `${order.text} [${order.reference}]`) }, order.key);
	return row.Id;
};
