/** POST of one entity: create, update (sparse), void and delete, as node-quickbooks sends them. The edit rules are those of edit.ts. */
import * as z from 'zod';
import { DayError, day } from '../../../shared/domain/day.ts';
import { type Currency, currency, MoneyError, moneyFromNumber } from '../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest } from '../server.ts';
import { closedBooks, notFound, refused, stale } from './answers.ts';
import { items, moneyAccounts } from './chart.ts';
import { type Edits, edits } from './edit.ts';
import { EditError } from './edit-error.ts';
import { entityJson, timeText } from './json.ts';
import type { CompanyRow, EntityType, Store } from './store.ts';

const ref = z.object({ value: z.string() });
const body = z.object({
	Id: z.string().regex(/^\d+$/).optional(),
	SyncToken: z.string().optional(),
	DisplayName: z.string().optional(),
	Active: z.boolean().optional(),
	PrimaryEmailAddr: z.object({ Address: z.string() }).optional(),
	CurrencyRef: ref.optional(),
	CustomerRef: ref.optional(),
	DocNumber: z.string().optional(),
	PaymentRefNum: z.string().max(21).optional(),
	PrivateNote: z.string().max(4000).optional(),
	TxnDate: z.string().optional(),
	DueDate: z.string().optional(),
	TotalAmt: z.number().nonnegative().optional(),
	DepositToAccountRef: ref.optional(),
	TxnTaxDetail: z.object({ TotalTax: z.number().nonnegative().optional() }).optional(),
	Line: z
		.array(
			z.object({
				Amount: z.number().optional(),
				Description: z.string().max(4000).optional(),
				DetailType: z.string().optional(),
				SalesItemLineDetail: z.object({ ItemRef: ref.optional(), TaxCodeRef: ref.optional() }).optional(),
				LinkedTxn: z.array(z.object({ TxnId: z.string(), TxnType: z.string() })).optional(),
			}),
		)
		.optional(),
});
type Body = z.infer<typeof body>;

type Writing = { readonly store: Store; readonly company: CompanyRow; readonly edit: Edits; readonly now: number };

const linksIn = (sent: Body, code: Currency) =>
	(sent.Line ?? []).flatMap((line) =>
		(line.LinkedTxn ?? []).map(({ TxnId, TxnType }) => {
			if (TxnType !== 'Invoice' && TxnType !== 'CreditMemo' && TxnType !== 'Check')
				throw new EditError(`the sandbox links no ${TxnType} to a payment`);
			return { id: Number(TxnId), type: TxnType, minor: moneyFromNumber(line.Amount ?? 0, code).minor };
		}),
	);
/** Lines are without tax, which is said apart. A subtotal is QuickBooks' own. */
const totalOf = (sent: Body, code: Currency): number => {
	if (sent.TotalAmt !== undefined) return moneyFromNumber(sent.TotalAmt, code).minor;
	const lines = (sent.Line ?? []).filter((line) => line.DetailType !== 'SubTotalLineDetail');
	const minor = (value: number): number => moneyFromNumber(value, code).minor;
	return lines.reduce((all, line) => all + minor(line.Amount ?? 0), minor(sent.TxnTaxDetail?.TotalTax ?? 0));
};
/** What is sold, or given back. */
const soldOf = (company: CompanyRow, sent: Body) => {
	const line = sent.Line?.find((each) => each.SalesItemLineDetail);
	if (!line) return {};
	const item = line.SalesItemLineDetail?.ItemRef?.value ?? '1';
	if (!items.some(({ id }) => id === item)) throw new EditError(`Invalid Reference Id : Item ${item} is not known`);
	const code = line.SalesItemLineDetail?.TaxCodeRef?.value;
	if (company.country !== 'US' && code === 'NON') throw new EditError('Invalid Reference Id : TaxCode NON is of the United States');
	return { description: line.Description ?? '', item, ...(code === undefined ? {} : { taxCodes: [code] }) };
};
/** Money is received into a bank, or kept as undeposited, in its own currency or the company's. */
const depositOf = (company: CompanyRow, { DepositToAccountRef }: Body, code: Currency): { deposit?: string } => {
	if (!DepositToAccountRef) return {};
	const account = moneyAccounts(company).find(({ id }) => id === DepositToAccountRef.value);
	if (!account) throw new EditError('DepositToAccountRef is no account for money');
	if (account.code !== code && account.code !== company.base) throw new EditError('The account for the money has another currency');
	return { deposit: account.id };
};

const create = ({ store, company, edit, now }: Writing, type: EntityType, sent: Body): number => {
	if (type === 'Customer') {
		const code: Currency = currency(sent.CurrencyRef?.value ?? company.base);
		return edit.createCustomer({ name: sent.DisplayName ?? 'Unnamed', currency: code, email: sent.PrimaryEmailAddr?.Address ?? null });
	}
	const customer = Number(sent.CustomerRef?.value ?? '0');
	const code = store.customer(company.realm, customer)?.currency;
	if (!code) throw new EditError('CustomerRef is missing or not known');
	const of = {
		customer,
		day: day(sent.TxnDate ?? timeText(now).slice(0, 10)),
		total: totalOf(sent, code),
		number: sent.DocNumber ?? '',
		reference: sent.PaymentRefNum ?? '',
		note: sent.PrivateNote ?? '',
		tax: moneyFromNumber(sent.TxnTaxDetail?.TotalTax ?? 0, code).minor,
		...soldOf(company, sent),
	};
	if (sent.CurrencyRef && sent.CurrencyRef.value !== code)
		throw new EditError('The currency of the transaction is not the currency of the customer');
	if (type === 'Invoice') return edit.createInvoice({ ...of, due: day(sent.DueDate ?? of.day) });
	if (type === 'CreditMemo') return edit.credit(of);
	if (type === 'RefundReceipt') {
		if (!sent.DepositToAccountRef) throw new EditError('DepositToAccountRef is missing');
		return edit.refund({ ...of, ...depositOf(company, sent, code) });
	}
	const links = linksIn(sent, code);
	const apply = links.filter((to) => to.type === 'Invoice').map(({ id, minor }) => ({ invoice: id, minor }));
	const checks = links.filter((to) => to.type === 'Check').map(({ id, minor }) => ({ check: id, minor }));
	const credits = links.filter((to) => to.type === 'CreditMemo').map(({ id, minor }) => ({ memo: id, minor }));
	const { tax: _, ...money } = of;
	return edit.pay({ ...money, ...depositOf(company, sent, code), apply, checks, credits });
};

/** The lines of a payment are sent whole: here some may be added or grow, and none may go. */
const relink = (store: Store, { realm }: CompanyRow, edit: Edits, id: number, sent: Body): void => {
	if (!sent.Line) return;
	const code = store.document(realm, 'Payment', id)?.currency;
	if (!code) throw new EditError(`there is no Payment ${id}`);
	const wanted = linksIn(sent, code);
	const added = wanted.map((to) => {
		const known = store.linksOf(realm, id).filter((link) => link.type === to.type && link.target === to.id);
		return { ...to, minor: to.minor - known.reduce((all, link) => all + link.minor, 0) };
	});
	const isKept = store.linksOf(realm, id).every((link) => wanted.some((to) => to.type === link.type && to.id === link.target));
	if (!isKept || added.some((to) => to.minor < 0)) throw new EditError('the sandbox takes nothing off a payment: void it');
	const more = added.filter((to) => to.minor > 0);
	if (more.some((to) => to.type === 'CreditMemo')) throw new EditError('the sandbox adds no credit memo to a payment');
	if (more.length === 0) return;
	edit.applyPayment(
		id,
		more.flatMap((to) => (to.type === 'Invoice' ? [{ invoice: to.id, minor: to.minor }] : [])),
		more.flatMap((to) => (to.type === 'Check' ? [{ check: to.id, minor: to.minor }] : [])),
	);
};

const update = ({ store, company, edit }: Writing, type: EntityType, id: number, sent: Body): void => {
	if (type === 'Customer') {
		edit.editCustomer(id, {
			...(sent.DisplayName === undefined ? {} : { name: sent.DisplayName }),
			...(sent.PrimaryEmailAddr === undefined ? {} : { email: sent.PrimaryEmailAddr.Address }),
			...(sent.Active === undefined ? {} : { active: sent.Active ? 1 : 0 }),
		});
		return;
	}
	if (sent.PrivateNote !== undefined) edit.annotate(type, id, sent.PrivateNote);
	if (type === 'Payment') {
		relink(store, company, edit, id, sent);
		return;
	}
	const row = store.document(company.realm, type, id);
	if (!row) throw new EditError(`there is no ${type} ${id}`);
	if ([sent.TotalAmt, sent.TxnDate, sent.DueDate, sent.DocNumber].every((field) => field === undefined)) return;
	edit.edit(type, id, {
		...(sent.TotalAmt === undefined ? {} : { total: moneyFromNumber(sent.TotalAmt, row.currency).minor }),
		...(sent.TxnDate === undefined ? {} : { day: day(sent.TxnDate) }),
		...(sent.DueDate === undefined ? {} : { due: day(sent.DueDate) }),
		...(sent.DocNumber === undefined ? {} : { number: sent.DocNumber }),
	});
};

const written = ({ store, company, now }: Writing, type: EntityType, id: number): LocalAnswer => {
	const json = entityJson(store, company, type, id);
	return json ? { body: { [type]: json, time: timeText(now, true) } } : notFound(now);
};

/** Nothing is written on or before the company's closing date. */
export const closedOn = (store: Store, realm: string, on: string): boolean =>
	on <= (store.one<{ until: string }>('SELECT until FROM closing WHERE realm = ?', realm)?.until ?? '');
/** A payment for an invoice that was deleted, or never was. */
const unknownIn = ({ store, company }: Writing, sent: Body): boolean =>
	(sent.Line ?? []).some((line) =>
		(line.LinkedTxn ?? []).some(
			({ TxnId, TxnType }) =>
				TxnType === 'Invoice' && (store.document(company.realm, 'Invoice', Number(TxnId))?.state ?? 'deleted') === 'deleted',
		),
	);

/** How long QuickBooks remembers a `requestid` is not written where we could read it: here a day, so that nobody comes to rely on more. */
const keptMs = 86_400_000;

/** A `requestid` seen before gets the first answer again. What `work` did and that it was asked for are stored together, or neither. */
export const once = (
	store: Store,
	realm: string,
	request: LocalRequest,
	now: number,
	work: (json: unknown) => LocalAnswer,
): LocalAnswer => {
	const requestId = request.query.get('requestid');
	if (requestId !== null && requestId.length > 50) return refused(now, 'requestid is longer than 50 characters');
	const known = 'SELECT answer FROM replayed WHERE realm = ? AND request = ? AND at > ?';
	const earlier = requestId === null ? null : store.one<{ answer: string }>(known, realm, requestId, now - keptMs);
	if (earlier) return { headers: { 'content-type': 'application/json' }, body: earlier.answer };
	let json: unknown;
	try {
		json = JSON.parse(request.body.toString());
	} catch {
		return refused(now, 'the body is not JSON');
	}
	try {
		return store.change(() => {
			const answer = work(json);
			if (requestId !== null && answer.status === undefined)
				store.run('INSERT OR REPLACE INTO replayed VALUES (?, ?, ?, ?)', realm, requestId, JSON.stringify(answer.body), now);
			return answer;
		});
	} catch (error) {
		if (error instanceof EditError || error instanceof MoneyError || error instanceof DayError) return refused(now, error.message);
		throw error;
	}
};

/** A SyncToken that is not the latest is fault 5010. */
export const answerWrite = (store: Store, company: CompanyRow, type: EntityType, request: LocalRequest, now: number): LocalAnswer =>
	once(store, company.realm, request, now, (json) => {
		const sent = body.safeParse(json);
		if (!sent.success) return refused(now, z.prettifyError(sent.error));
		return write({ store, company, edit: edits(store, company.realm), now }, type, sent.data, request.query);
	});

const write = (writing: Writing, type: EntityType, sent: Body, query: URLSearchParams): LocalAnswer => {
	const { store, company, edit, now } = writing;
	const operation = query.get('include') === 'void' ? 'void' : query.get('operation');
	if (closedOn(store, company.realm, sent.TxnDate ?? timeText(now).slice(0, 10))) return closedBooks(now);
	if (sent.Id === undefined && type === 'Payment' && unknownIn(writing, sent)) return notFound(now);
	if (sent.Id === undefined) return written(writing, type, create(writing, type, sent));
	const id = Number(sent.Id);
	const row = type === 'Customer' ? store.customer(company.realm, id) : store.document(company.realm, type, id);
	if (!row) return notFound(now);
	if (sent.SyncToken !== String(row.sync)) return stale(now);
	if ('day' in row && closedOn(store, company.realm, row.day)) return closedBooks(now);
	if (operation === 'delete' && type !== 'Customer') {
		edit.deleteDocument(type, id);
		return { body: { [type]: { domain: 'QBO', status: 'Deleted', Id: sent.Id }, time: timeText(now, true) } };
	}
	if (operation === 'void' && type !== 'Customer') edit.voidDocument(type, id);
	else update(writing, type, id, sent);
	return written(writing, type, id);
};
