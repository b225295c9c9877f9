import { paysByLink } from '../customer.ts';
import { ownDecimal, ownMoney } from '../own/amount.ts';
import type { Paying } from '../payers.ts';
import type { Scene } from '../scene.ts';
import { table } from '../table.ts';

/** The customers open their links, one after the other, and pay: what our page says in the end is what Stripe asked for. */
export const customersPay = async (payers: readonly Paying[], { own, twice, say, rest }: Scene): Promise<void> => {
	const rows: string[][] = [];
	for (const payer of payers) {
		const { mail, story, currency } = payer;
		const { heading, amount } = await paysByLink(payer);
		const said = amount === null ? 'nothing' : ownDecimal(ownMoney(amount)?.minor ?? 0, currency);
		const asked = own.payments().at(-1);
		const shown = twice.figure(
			`what ${mail.customer.name} is told to have paid`,
			said,
			ownDecimal(asked?.asked ?? 0, asked?.currency ?? ''),
		);
		rows.push([mail.customer.name, story, `${currency} ${shown}`, `“${heading}”`]);
	}
	await rest();
	say(table(['customer', 'pays', 'amount on the page', 'and reads'], rows));
};
