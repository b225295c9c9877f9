/** A booking taken back: the payment is voided, so what it paid is owed again. A payment that is deleted in QuickBooks is taken back too. */
import { type Of, type PaymentRow, paymentRow, readOne, refuse, written } from './posting-at.ts';
import type { PostingClient } from './posting-client.ts';

type TakeBack = Of<'take-back'>;

/** A void payment is one of nothing. What is booked never is. 1 call. */
export const findTakenBack = async (client: PostingClient, { step: { booked } }: TakeBack): Promise<string | null> => {
	if (booked.kind !== 'payment') return null;
	const row = await readOne(client, 'Payment', booked.id, written);
	return row === null || row.TotalAmt === 0 ? booked.id : null;
};

/** Its rest, applied since: voided with it, invoices that nobody named would be open again. Which of them is a person's choice. */
const standsElsewhere = ({ Line }: PaymentRow, on: string | null): boolean =>
	Line.some(({ LinkedTxn }) => LinkedTxn.some(({ TxnId, TxnType }) => TxnType === 'Invoice' && TxnId !== on));

/** 2 calls: what it stands on, and the void, which names the version that was looked at. */
export const takeBack = async (client: PostingClient, { step: { booked }, key }: TakeBack): Promise<string> => {
	if (booked.kind !== 'payment') return refuse(`a ${booked.kind} is no booking of ours: take it back in QuickBooks`);
	const row = (await readOne(client, 'Payment', booked.id, paymentRow)) ?? refuse('the payment is not in QuickBooks any more');
	if (booked.on !== undefined && standsElsewhere(row, booked.on))
		refuse(
			'part of the payment was applied to other invoices than the one it was booked on: take it off them in QuickBooks first, then try again',
		);
	if (row.TotalAmt > 0) await client.voidPayment(row, key);
	return booked.id;
};
