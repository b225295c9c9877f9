/** Opens a ledger at its provider. Each SDK is loaded when its first ledger is opened, not when the function starts. */
import { providerOf } from '../domain/document.ts';
import type { OpenAccounting } from '../ports/accounting.ts';
import type { OpenBankPostings } from '../ports/bank-postings.ts';
import type { OpenBookkeeping } from '../ports/bookkeeping.ts';
import type { OpenLedgerBooks } from '../ports/ledger-books.ts';
import type { OpenPayables } from '../ports/payables.ts';
import type { OpenPosting } from '../ports/posting.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';

export const openAccounting: OpenAccounting = async (ledger, accessToken, now, meter) => {
	switch (providerOf(ledger)) {
		case 'xero': {
			const { openXero } = await import('../adapters/xero/accounting.ts');
			return openXero(read(env.xero.api))(ledger, accessToken, now, meter);
		}
		case 'quickbooks': {
			const { openQuickbooks } = await import('../adapters/quickbooks/accounting.ts');
			return openQuickbooks(read(env.quickbooks.api))(ledger, accessToken, now, meter);
		}
	}
};

export const openPayables: OpenPayables = async (ledger, accessToken, now, meter) => {
	switch (providerOf(ledger)) {
		case 'xero': {
			const { openXeroPayables } = await import('../adapters/xero/payables.ts');
			return openXeroPayables(read(env.xero.api))(ledger, accessToken, now, meter);
		}
		case 'quickbooks': {
			const { openQuickbooksPayables } = await import('../adapters/quickbooks/payables.ts');
			return openQuickbooksPayables(read(env.quickbooks.api))(ledger, accessToken, now, meter);
		}
	}
};

export const openLedgerBooks: OpenLedgerBooks = async (ledger, accessToken, now, meter) => {
	switch (providerOf(ledger)) {
		case 'xero': {
			const { openXeroBooks } = await import('../adapters/xero/ledger-books.ts');
			return openXeroBooks(read(env.xero.api))(ledger, accessToken, now, meter);
		}
		case 'quickbooks': {
			const { openQuickbooksBooks } = await import('../adapters/quickbooks/ledger-books.ts');
			return openQuickbooksBooks(read(env.quickbooks.api))(ledger, accessToken, now, meter);
		}
	}
};

export const openBookkeeping: OpenBookkeeping = async (ledger, accessToken, now, meter) => {
	switch (providerOf(ledger)) {
		case 'xero': {
			const { openXeroBookkeeping } = await import('../adapters/xero/bookkeeping.ts');
			return openXeroBookkeeping(read(env.xero.api))(ledger, accessToken, now, meter);
		}
		case 'quickbooks': {
			const { openQuickbooksBookkeeping } = await import('../adapters/quickbooks/bookkeeping.ts');
			return openQuickbooksBookkeeping(read(env.quickbooks.api))(ledger, accessToken, now, meter);
		}
	}
};

export const openBankPostings: OpenBankPostings = async (ledger, accessToken, now, meter) => {
	switch (providerOf(ledger)) {
		case 'xero': {
			const { openXeroBank } = await import('../adapters/xero/bank-postings.ts');
			return openXeroBank(read(env.xero.api))(ledger, accessToken, now, meter);
		}
		case 'quickbooks': {
			const { openQuickbooksBank } = await import('../adapters/quickbooks/bank-postings.ts');
			return openQuickbooksBank(read(env.quickbooks.api))(ledger, accessToken, now, meter);
		}
	}
};

export const openPosting: OpenPosting = async (ledger, accessToken, now, meter) => {
	switch (providerOf(ledger)) {
		case 'xero': {
			const { openXeroPosting } = await import('../adapters/xero/posting.ts');
			return openXeroPosting(read(env.xero.api))(ledger, accessToken, now, meter);
		}
		case 'quickbooks': {
			const { openQuickbooksPosting } = await import('../adapters/quickbooks/posting.ts');
			return openQuickbooksPosting(read(env.quickbooks.api))(ledger, accessToken, now, meter);
		}
	}
};
