import { expect, it } from 'vitest';
import { bankPage } from '../../web/bank-page.ts';
import { bankBehind, bankForbidden, bankSaid } from './bank-samples.ts';

const text = (page: string): string =>
	page
		.replace(/<style>[\s\S]*?<\/style>/, '')
		.replace(/<[^>]+>/g, ' ')
		.replaceAll('\u00a0', ' ')
		.replace(/\s+/g, ' ');

it('says until when, by which account, how far behind, and what is not reconciled', () => {
	const said = text(bankPage(bankBehind));
	expect(said).toContain('books fresh until 20 Nov 2026');
	expect(said).toContain('3 business days behind. More than 2 business days are not posted.');
	expect(said).toContain('41 payments: GBP 123,456.78');
	expect(said).toContain('4 accounts of 34');
	expect(said).toContain('back to 30 Sep 2026');
	expect(bankPage(bankBehind)).toContain('max="2026-11-25"');
});
it('says who said what, lets it be taken back, and tells that QuickBooks does not say what is reconciled', () => {
	const said = text(bankPage(bankSaid));
	expect(said).toContain('Posted until 24 Nov 2026, as Ana Demo said; 1 business day behind.');
	expect(said).toContain('Take it back');
	expect(said).toContain('does not tell what was reconciled');
	expect(said).toContain('3 payments: USD 2,500.00');
	expect(said).toContain('could not be asked');
});
it('shows no buttons to who may not press them, and what to do about a missing permission', () => {
	const page = bankPage(bankForbidden);
	expect(text(page)).toContain('Your permission does not cover bank transactions');
	expect(page).not.toContain('/bank/posted');
	expect(page).not.toContain('/bank/look');
	expect(text(page)).toContain('Nobody has said anything.');
});
