/** /api.xro/2.0: who asks, for which organisation, within which limits, with which fault; then the resource answers. */

import type { FaultKind, Faults } from '../../faults.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { apiFaults, faultAfter, faultBefore, forbidden, notConsented, throttled, unauthorised } from '../answers.ts';
import type { XeroEditor } from '../edit/editor.ts';
import { newGuid } from '../ids.ts';
import type { Limits } from '../limits.ts';
import type { Identity } from '../oauth.ts';
import type { OrganisationRow, Store } from '../store.ts';
import { listBankTransactions, oneBankTransaction } from './bank-transactions.ts';
import { listContacts, oneContact } from './contacts.ts';
import { listCredits, oneCredit } from './credits.ts';
import { historyOf, withHistory } from './history.ts';
import { listInvoices, oneInvoice } from './invoices.ts';
import { accountList, organisationList } from './organisation.ts';
import { listPayments, onePayment } from './payments.ts';
import { covers } from './scopes.ts';
import { trialBalance } from './trial-balance.ts';
import { ApiRefused, envelope, notFound, type Pagination } from './wire.ts';
import { answerWrite, written } from './write.ts';

type Content = { readonly pagination?: Pagination | undefined } & Readonly<Record<string, unknown>>;
type List = (store: Store, org: OrganisationRow, request: LocalRequest) => Content;
type One = (store: Store, org: OrganisationRow, id: string) => Content;

const lists: Readonly<Record<string, List>> = {
	Organisation: organisationList,
	Accounts: accountList,
	Contacts: listContacts,
	Invoices: listInvoices,
	CreditNotes: listCredits('credit-note'),
	Payments: listPayments,
	BankTransactions: listBankTransactions,
	Overpayments: listCredits('overpayment'),
	Prepayments: listCredits('prepayment'),
};
const reports: Readonly<Record<string, List>> = { TrialBalance: trialBalance };
const ones: Readonly<Record<string, One>> = {
	Contacts: oneContact,
	Invoices: oneInvoice,
	CreditNotes: oneCredit('credit-note'),
	Payments: onePayment,
	BankTransactions: oneBankTransaction,
	Overpayments: oneCredit('overpayment'),
	Prepayments: oneCredit('prepayment'),
};

export type ApiParts = {
	readonly store: Store;
	readonly identity: Identity;
	readonly limits: Limits;
	readonly faults: Faults;
	/** The books as a bookkeeper edits them, webhooks included. */
	readonly edit: (org: OrganisationRow) => XeroEditor;
};

const rowsOf = (content: Content): Record<string, unknown>[] => {
	const list = Object.values(content).find((value) => Array.isArray(value));
	return (list ?? []) as Record<string, unknown>[];
};

/** Faults inside a page: the rows themselves are wrong, or the text ends in the middle. `before` reads the page before this one. */
const spoil = (
	faults: Faults,
	path: string,
	name: string,
	content: Content,
	before: () => Content,
): { content: Content; cutText: boolean } => {
	const rows = rowsOf(content);
	if (rows.length === 0) return { content, cutText: false };
	const money = ['Invoices', 'CreditNotes', 'Payments', 'Overpayments', 'Prepayments'].includes(name);
	const kinds: FaultKind[] = ['truncated-page', 'repeated-rows', ...(money ? (['broken-row'] as const) : [])];
	const kind = faults.take(path, kinds);
	if (kind === 'repeated-rows') return { content: { ...content, [name]: [...rows, ...rowsOf(before())] }, cutText: false };
	if (kind === 'broken-row') {
		const [first, ...rest] = rows;
		const nested = first?.Invoice as Record<string, unknown> | undefined;
		const broken = nested ? { ...first, Invoice: { ...nested, CurrencyCode: 'ZZZ' } } : { ...first, CurrencyCode: 'ZZZ' };
		return { content: { ...content, [name]: [broken, ...rest] }, cutText: false };
	}
	return { content, cutText: kind === 'truncated-page' };
};

const pageBefore = (request: LocalRequest): LocalRequest => {
	const query = new URLSearchParams(request.query);
	query.set('page', String(Math.max(1, Number(query.get('page') ?? '1') - 1)));
	return { ...request, query };
};

const respond = (parts: ApiParts, org: OrganisationRow, request: LocalRequest): LocalAnswer => {
	const { store, faults } = parts;
	if (request.method !== 'GET') return answerWrite({ store, org, edit: parts.edit(org) }, request);
	const name = request.path.split('/')[3] ?? '';
	const id = request.params.id;
	const report = name === 'Reports' ? reports[request.path.split('/')[4] ?? ''] : undefined;
	const list = report ?? lists[name];
	const isHistory = request.path.split('/')[5] === 'History';
	const one: One | undefined = isHistory ? (...of) => historyOf(of[0], of[1], name, of[2]) : ones[name];
	const answer = id === undefined ? list && ((asked: LocalRequest) => list(store, org, asked)) : one && (() => one(store, org, id));
	if (!answer) throw notFound();
	const { content, cutText } = spoil(faults, request.path, name, answer(request), () => answer(pageBefore(request)));
	const { pagination, ...rows } = content;
	const body = envelope(newGuid(), store.nowMs(), rows, pagination);
	if (!cutText) return { body };
	const text = JSON.stringify(body);
	return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: text.slice(0, Math.ceil(text.length / 2)) };
};

const refusal = ({ status, body }: ApiRefused): LocalAnswer =>
	typeof body === 'string' ? { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body } : { status, body };

/** Every answer carries the limits that are left and the server's own clock. */
const handle = async (parts: ApiParts, request: LocalRequest): Promise<LocalAnswer> => {
	const { store, identity, limits, faults } = parts;
	const stamp = (answer: LocalAnswer, org = ''): LocalAnswer => ({
		...answer,
		headers: { Date: new Date(store.nowMs()).toUTCString(), ...(org ? limits.headers(org) : {}), ...answer.headers },
	});
	const who = identity.bearer(request.headers.authorization);
	if (!who) return stamp(unauthorised);
	const tenant = (request.headers['xero-tenant-id'] ?? '').toLowerCase();
	const org = store.organisation(tenant);
	if (!org || !identity.connected(who.person, tenant)) return stamp(forbidden);
	if (!covers(who.scope, request.method, request.path)) return stamp(notConsented);
	const exceeded = limits.begin(tenant);
	if (exceeded) return stamp(throttled(exceeded), tenant);
	// A fault may be meant for writes alone: `POST /api.xro/2.0/Payments`.
	const place = request.method === 'GET' ? request.path : `${request.method} ${request.path}`;
	try {
		const faulty = await faultBefore(faults, place, apiFaults);
		if (request.method === 'GET') await store.rough.patience(Number(request.query.get('pageSize') ?? '0'));
		// A slow answer may outlive the sandbox.
		if (store.closed) return { cut: true };
		if (faulty) return stamp(faulty, tenant);
		return stamp(faultAfter(faults, place, respond(parts, org, request)), tenant);
	} catch (error) {
		if (error instanceof ApiRefused) return stamp(refusal(error), tenant);
		throw error;
	} finally {
		limits.end(tenant);
	}
};

const notYet: LocalAnswer = {
	status: 501,
	body: {
		ErrorNumber: 0,
		Type: 'NotImplemented',
		Message: 'The sandbox takes payments, overpayments, credit notes, invoices and notes, and no other writes yet',
	},
};

export const apiRoutes = (parts: ApiParts): LocalRoutes => {
	const serve = (request: LocalRequest) => handle(parts, request);
	const named = [
		...Object.keys(lists),
		...Object.keys(reports).map((name) => `Reports/${name}`),
		...Object.keys(ones).map((name) => `${name}/{id}`),
	];
	return {
		// By name, so that the tests of the contract see which there are.
		...Object.fromEntries(named.map((path) => [`GET /api.xro/2.0/${path}`, serve])),
		...Object.fromEntries(Object.keys(withHistory).map((name) => [`GET /api.xro/2.0/${name}/{id}/History`, serve])),
		'GET /api.xro/2.0/{resource}': serve,
		'GET /api.xro/2.0/{resource}/{id}': serve,
		...Object.fromEntries(written.map((route) => [route.replace(' ', ' /api.xro/2.0/'), serve])),
		'POST /api.xro/2.0/{rest+}': () => notYet,
		'PUT /api.xro/2.0/{rest+}': () => notYet,
		'DELETE /api.xro/2.0/{rest+}': () => notYet,
	};
};
