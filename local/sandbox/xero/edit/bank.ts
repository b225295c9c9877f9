/** The bank's own side of the books: money that moved for other reasons than invoices, and what was found on the bank's statement. */
import { accountsOf } from '../accounts.ts';
import { newGuid } from '../ids.ts';
import { type EditContext, paymentOf, positive, realDay, refuse } from './context.ts';

export type NewBankEntry = {
	readonly type: 'RECEIVE' | 'SPEND' | 'RECEIVE-TRANSFER' | 'SPEND-TRANSFER';
	/** Code of a bank account. */
	readonly account: string;
	readonly day: string;
	/** Minor units of the account's currency. */
	readonly total: number;
	readonly reconciled?: boolean;
};

export const bankEdits = (context: EditContext) => ({
	/** Money in or out of a bank account that is no payment of a document. Returns its id. */
	bankEntry: ({ type, account, day, total, reconciled = false }: NewBankEntry): string =>
		context.store.transaction(() => {
			const bank = accountsOf(context.org).find((row) => row.code === account && row.type === 'BANK');
			if (!bank) return refuse(`there is no bank account ${account}`);
			const id = newGuid();
			context.store.run(
				'INSERT INTO bank_entry VALUES (?,?,?,?,?,?,?,?,?,?)',
				context.org.id,
				id,
				type,
				account,
				bank.currency ?? context.org.base,
				realDay(day, 'the bank transaction'),
				positive(total, 'a bank transaction'),
				reconciled ? 1 : 0,
				'AUTHORISED',
				context.store.tick(),
			);
			return id;
		}),
	/** The payment was found on the bank's statement, or is not any more. */
	reconcile: (payment: string, is = true): void =>
		context.store.transaction(() => {
			const row = paymentOf(context, payment);
			context.store.run('DELETE FROM reconciled WHERE org = ? AND payment = ?', context.org.id, row.id);
			if (is) context.store.run('INSERT INTO reconciled VALUES (?, ?)', context.org.id, row.id);
			context.store.putPayment({ ...row, updated: context.store.tick() });
		}),
});
