/** A line in the history of a document, which its people see below it. Xero never takes one out again. */
import type { HistoryRecords } from 'xero-node/dist/gen/model/accounting/historyRecords';
import { AccountingFault } from '../../ports/accounting.ts';
import { call, rowsOf } from './call.ts';
import { type At, ifThere, type Of } from './posting-at.ts';
import { saidOfPosting } from './posting-faults.ts';
import { textOf } from './rows.ts';

type Note = Of<'note'>;
/** Xero's limit for Details, as those say who send them (pipedream.com/apps/xero-accounting-api, create-history-note); its OpenAPI document says none. */
const detailsMax = 250;

const detailsOf = ({ text, reference }: Note): string => {
	const mark = ` [${reference}]`;
	return `${text.slice(0, detailsMax - mark.length)}${mark}`;
};

/** Each kind has calls of its own. */
const askers = ({ api, tenant }: At, id: string) => ({
	invoice: () => api.getInvoiceHistory(tenant, id),
	'credit-note': () => api.getCreditNoteHistory(tenant, id),
	overpayment: () => api.getOverpaymentHistory(tenant, id),
	prepayment: () => api.getPrepaymentHistory(tenant, id),
	payment: () => api.getPaymentHistory(tenant, id),
});
const writers = ({ api, tenant }: At, id: string, records: HistoryRecords, key: string) => ({
	invoice: () => api.createInvoiceHistory(tenant, id, records, key),
	'credit-note': () => api.createCreditNoteHistory(tenant, id, records, key),
	overpayment: () => api.createOverpaymentHistory(tenant, id, records, key),
	prepayment: () => api.createPrepaymentHistory(tenant, id, records, key),
	payment: () => api.createPaymentHistory(tenant, id, records, key),
});

/** The document's id, where one of its lines holds the reference. 1 call. */
export const findNote = async (at: At, order: Note): Promise<string | null> => {
	const { kind, id } = order.step.document;
	const rows = await ifThere(call(askers(at, id)[kind]).then(({ body }) => rowsOf(body.historyRecords)));
	return rows?.some((row) => textOf(row.details).includes(`[${order.reference}]`)) ? id : null;
};

/** 1 call. */
export const writeNote = async (at: At, order: Note): Promise<string> => {
	const { kind, id } = order.step.document;
	const records = { historyRecords: [{ details: detailsOf(order) }] };
	const answer = await call(writers(at, id, records, order.key)[kind], saidOfPosting);
	if (!answer.body.historyRecords?.length) throw new AccountingFault('unavailable', 'Xero did not say whether the note was taken');
	return id;
};
