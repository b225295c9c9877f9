export { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
export { BankTransaction } from 'xero-node/dist/gen/model/accounting/bankTransaction';
export { CreditNote } from 'xero-node/dist/gen/model/accounting/creditNote';
export { CurrencyCode } from 'xero-node/dist/gen/model/accounting/currencyCode';
export { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
export { LineAmountTypes } from 'xero-node/dist/gen/model/accounting/lineAmountTypes';
export declare const giveUpAfter: (ms: number) => void;
