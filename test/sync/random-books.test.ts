/**
 * Random books of both sandboxes, edited at random, read by the adapters and held against the books' own figures: nothing may be left over that no line names. The
 * reports are made from the sandboxes' stores; the documents come over their lists.
 */
import { expect, it } from 'vitest';
import { type Chance, seeded } from '../../local/scenario/seeded.ts';
import { newSecrets } from '../../local/secrets.ts';
import { openQuickbooks } from '../../shared/adapters/quickbooks/accounting.ts';
import { quickbooksConsent } from '../../shared/adapters/quickbooks/consent.ts';
import { openQuickbooksBooks } from '../../shared/adapters/quickbooks/ledger-books.ts';
import { openXero } from '../../shared/adapters/xero/accounting.ts';
import { openXeroBooks } from '../../shared/adapters/xero/ledger-books.ts';
import { type OurRow, signed, type TieLine } from '../../shared/domain/book-tie.ts';
import { addDays, day, instant } from '../../shared/domain/day.ts';
import type { Document } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import { BaseTie } from '../../shared/domain/tie-base.ts';
import { CurrencyTie } from '../../shared/domain/tie-currencies.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import { quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { xeroSide } from '../support/sync/xero-side.ts';

const today = day('2026-11-22');
const now = () => instant('2026-11-22T12:00:00Z');
const around = { ...newSecrets(), webhooks: 'http://127.0.0.1:9', now };
const seeds = [1, 2, 3, 4, 5, 6];
const edits = 60;

const rowsOf = async (accounting: Accounting): Promise<OurRow[]> => {
	const newest = new Map<string, Document>();
	for (let cursor = accounting.everything(day('2020-01-01')); ; ) {
		const page = await accounting.page(cursor);
		expect(page.refused).toEqual([]);
		for (const each of page.documents) newest.set(`${each.kind} ${each.id}`, each);
		if (page.next === null) break;
		cursor = page.next;
	}
	return [...newest.values()]
		.map((each): OurRow => ({ ...each, rate: each.details?.rate ?? null, settlements: Math.max(0, each.entries.length - 1) }))
		.filter((row) => signed(row) !== 0);
};
const left = ({ currency: code, unexplained, suspects, verdict }: TieLine) => ({
	code: String(code),
	unexplained,
	suspects,
	differs: verdict === 'differs',
});
const nothing = ({ currency: code }: TieLine) => ({ code: String(code), unexplained: 0, suspects: [], differs: false });
/** Documents and payments that are dated later. */
const ahead = (chance: Chance): ReturnType<typeof addDays> => addDays(today, chance.between(1, 50));

it.each(seeds)('Xero, seed %i', async (seed) => {
	const side = await xeroSide(seed, 40)(around);
	const { sandbox, organisation, ledger } = side;
	const chance = seeded(seed * 7);
	try {
		const books = sandbox.edit(organisation);
		for (let n = 0; n < edits; n++) {
			side.edit(chance, today);
			const open = sandbox
				.dump(organisation)
				.documents.find(({ kind, status, rest }) => kind === 'invoice' && status === 'AUTHORISED' && rest > 0);
			if (n % 15 === 0 && open) books.pay(open.id, { amount: chance.between(1, open.rest), day: ahead(chance) });
			if (n % 20 === 0 && open)
				books.addInvoice({ contact: open.contact, currency: open.currency, issued: ahead(chance), due: ahead(chance), total: 1000 });
		}
		const token = sandbox.consent([organisation]).access_token;
		const rows = await rowsOf(await openXero(sandbox.origin)(ledger, token, now));
		const answer = await (await openXeroBooks(sandbox.origin)(ledger, token, now)).receivables(currency('GBP'), today);
		if ('missingScope' in answer) throw new Error('no scope');
		const tie = new BaseTie(currency('GBP'), answer.figures, today);
		for (const row of rows) tie.add(row);
		const lines = tie.lines();
		expect(lines.map(left)).toEqual(lines.map(nothing));
		expect(lines[0]?.kinds.some(({ kind }) => kind === 'post-dated' || kind === 'settled-later')).toBe(true);
		// Pennies at most, over some dozens of documents in other currencies.
		const rounding = lines[0]?.kinds.find(({ kind }) => kind === 'rounding')?.minor ?? 0;
		expect(Math.abs(rounding)).toBeLessThan(15);
		// Without one of them it would not tie.
		const gone = rows.find((row) => row.kind === 'invoice' && row.currency === 'GBP' && row.issued <= today && row.open > 1000);
		const short = new BaseTie(currency('GBP'), answer.figures, today);
		for (const row of rows) if (row !== gone) short.add(row);
		expect(short.lines()[0]).toMatchObject({ verdict: 'differs', unexplained: rounding - (gone?.open ?? 0) });
	} finally {
		await side.close();
	}
});

it.each(seeds)('QuickBooks, seed %i', async (seed) => {
	const side = await quickbooksSide(seed, 40)(around);
	const { sandbox, organisation, ledger } = side;
	const chance = seeded(seed * 11);
	try {
		const journals = sandbox.journals(organisation);
		for (let n = 0; n < edits; n++) {
			side.edit(chance, today);
			const customer = sandbox.dump(organisation).customers.find(({ active, id }) => active === 1 && id % 3 === n % 3);
			if (n % 6 === 0 && customer) {
				const minor = chance.between(-5_000, 9_000) || 1;
				const journal = journals.add({ customer: customer.id, day: n % 12 === 0 ? ahead(chance) : today, minor, number: `J-${n}` });
				if (journal !== null && minor > 10)
					sandbox.edit(organisation).pay({ customer: customer.id, day: today, total: 10, journals: [{ journal, minor: 10 }] });
			}
		}
		const { clientId, clientSecret } = around.quickbooks;
		const { endpoints, origin } = sandbox;
		const consent = quickbooksConsent({
			clientId: async () => clientId,
			clientSecret: async () => clientSecret,
			authorizeUrl: endpoints.QUICKBOOKS_AUTHORIZE_URL ?? '',
			tokenUrl: endpoints.QUICKBOOKS_TOKEN_URL ?? '',
			revokeUrl: endpoints.QUICKBOOKS_REVOKE_URL ?? '',
			apiUrl: origin,
			now,
		});
		const redirectUri = 'http://127.0.0.1:9/back';
		const back = new URL(sandbox.agree(await consent.url({ state: 's', redirectUri }), organisation)).searchParams;
		const { tokens } = await consent.redeem({ code: back.get('code') ?? '', realm: back.get('realmId'), redirectUri });
		const rows = await rowsOf(await openQuickbooks(origin)(ledger, tokens.access, now));
		const answer = await (await openQuickbooksBooks(origin)(ledger, tokens.access, now)).receivables(currency('USD'), today);
		if ('missingScope' in answer || answer.lines === null) throw new Error('no lines');
		const tie = new CurrencyTie(ledger, answer.figures, answer.lines, answer.partial);
		for (const row of rows) tie.add(row);
		const lines = tie.lines();
		expect(lines.map(left)).toEqual(lines.map(nothing));
		// Journal entries are documents of ours too: nothing is left of them to explain.
		expect(rows.some(({ kind }) => kind === 'journal')).toBe(true);
		expect(lines.flatMap(({ kinds }) => kinds.map(({ kind }) => kind))).not.toContain('journal');
		const [gone] = rows;
		const short = new CurrencyTie(ledger, answer.figures, answer.lines, answer.partial);
		for (const row of rows) if (row !== gone) short.add(row);
		const named = short.lines().flatMap(({ suspects }) => suspects);
		expect(named).toMatchObject([{ id: gone?.id, ours: null, theirs: gone && signed(gone) }]);
	} finally {
		await side.close();
	}
});
