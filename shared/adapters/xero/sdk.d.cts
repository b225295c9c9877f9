export { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
export { BankTransaction } from 'xero-node/dist/gen/model/accounting/bankTransaction';
export { CurrencyCode } from 'xero-node/dist/gen/model/accounting/currencyCode';
export { LineAmountTypes } from 'xero-node/dist/gen/model/accounting/lineAmountTypes';
export declare const giveUpAfter: (ms: number) => void;
