/** Entities of which the derived schema has nothing, as far as we read or write them: fields of Intuit's reference pages (developer.intuit.com, API reference). */
import type { Schema } from './openapi.ts';

const of = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const money: Schema = { type: 'number' };
const head = { Id: text, SyncToken: text, sparse: flag, domain: text, MetaData: of('ModificationMetaData') };
const transaction = {
	...head,
	TxnDate: text,
	DocNumber: { type: 'string', maxLength: 21 },
	PrivateNote: { type: 'string', maxLength: 4000 },
	CurrencyRef: of('ReferenceType'),
	ExchangeRate: money,
	TotalAmt: money,
	LinkedTxn: { type: 'array', items: of('LinkedTxn') },
	Line: { type: 'array', items: of('Line') },
};
const atMost = (maxLength: number): Schema & { readonly maxLength: number } => ({ type: 'string', maxLength });
const entity = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties });

export const fromPages: Readonly<Record<string, Schema>> = {
	Item: entity({
		...head,
		Name: text,
		FullyQualifiedName: text,
		Active: flag,
		Taxable: flag,
		Type: { type: 'string', enum: ['Inventory', 'Service', 'NonInventory', 'Group', 'Category'] },
		Sku: text,
		UnitPrice: money,
		TrackQtyOnHand: flag,
		IncomeAccountRef: of('ReferenceType'),
	}),
	Bill: entity({
		...transaction,
		VendorRef: of('ReferenceType'),
		APAccountRef: of('ReferenceType'),
		DueDate: text,
		Balance: money,
	}),
	VendorCredit: entity({
		...transaction,
		VendorRef: of('ReferenceType'),
		APAccountRef: of('ReferenceType'),
		Balance: money,
	}),
	Vendor: entity({
		...head,
		DisplayName: atMost(500),
		CompanyName: atMost(100),
		PrintOnCheckName: text,
		Active: flag,
		Vendor1099: flag,
		Balance: money,
		CurrencyRef: of('ReferenceType'),
		PrimaryEmailAddr: of('EmailAddress'),
		TaxIdentifier: atMost(20),
		AcctNum: text,
		TermRef: of('ReferenceType'),
		VendorPaymentBankDetail: entity({ BankAccountName: text, BankAccountNumber: text, BankBranchIdentifier: text, StatementText: text }),
	}),
	BillPayment: entity({
		...transaction,
		VendorRef: of('ReferenceType'),
		PayType: { type: 'string', enum: ['Check', 'CreditCard'] },
		CheckPayment: entity({ BankAccountRef: of('ReferenceType'), PrintStatus: text }),
		CreditCardPayment: entity({ CCAccountRef: of('ReferenceType') }),
	}),
	JournalEntry: entity({
		...transaction,
		// As of all that change data capture tells of.
		status: { type: 'string', enum: ['Deleted', 'Voided'] },
		Adjustment: flag,
		HomeTotalAmt: money,
		TxnTaxDetail: of('TxnTaxDetail'),
	}),
	Deposit: entity({ ...transaction, DepositToAccountRef: of('ReferenceType') }),
	Purchase: entity({
		...transaction,
		PaymentType: { type: 'string', enum: ['Cash', 'Check', 'CreditCard'] },
		AccountRef: of('ReferenceType'),
		EntityRef: of('ReferenceType'),
		PrintStatus: text,
	}),
};
