/** A booking taken back: the payment is voided, so what it paid is owed again. A payment that is deleted in QuickBooks is taken back too. */
import { type Of, readOne, refuse, written } from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';

type TakeBack = Of<'take-back'>;

/** A void payment is one of nothing. What is booked never is. 1 call. */
export const findTakenBack = async (client: PostingClient, { step: { booked } }: TakeBack): Promise<string | null> => {
	if (booked.kind !== 'payment') return null;
	const row = await readOne(client, 'Payment', booked.id, written);
	return row === null || row.TotalAmt === 0 ? booked.id : null;
};

/** 2 calls: its version, and the void. */
export const takeBack = async (client: PostingClient, { step: { booked }, key }: TakeBack): Promise<string> => {
	if (booked.kind !== 'payment') return refuse(`a ${booked.kind} is no booking of ours: take it back in QuickBooks`);
	const row = (await readOne(client, 'Payment', booked.id, written)) ?? refuse('the payment is not in QuickBooks any more');
	if (row.TotalAmt > 0) await client.voidPayment(row, key);
	return booked.id;
};
