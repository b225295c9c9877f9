/**
 * xero-node's accounting API and the axios it really uses. CommonJS on purpose: `import axios` from a module is another instance, on which
 * a timeout has no effect, and in a bundle a second copy. The deep import halves what the package's front door loads.
 */
const axios = require('axios');
const { AccountingApi } = require('xero-node/dist/gen/api/accountingApi');
const { BankTransaction } = require('xero-node/dist/gen/model/accounting/bankTransaction');
const { CreditNote } = require('xero-node/dist/gen/model/accounting/creditNote');
const { CurrencyCode } = require('xero-node/dist/gen/model/accounting/currencyCode');
const { Invoice } = require('xero-node/dist/gen/model/accounting/invoice');
const { LineAmountTypes } = require('xero-node/dist/gen/model/accounting/lineAmountTypes');

exports.AccountingApi = AccountingApi;
exports.BankTransaction = BankTransaction;
exports.CreditNote = CreditNote;
exports.CurrencyCode = CurrencyCode;
exports.Invoice = Invoice;
exports.LineAmountTypes = LineAmountTypes;
/** xero-node has no timeout of its own: a silent server would be waited for until the function dies. */
exports.giveUpAfter = (ms) => {
	axios.defaults.timeout = ms;
};
