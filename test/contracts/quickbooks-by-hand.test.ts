/** What a bookkeeper enters by hand, over the API: journal entries, of which the derived schema has the lines alone, and refund receipts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoices, organisation, type Rig, realm, startRig, today } from '../sandbox/quickbooks/rig.ts';
import { documents, type IntuitContract, intuitContract } from './intuit.ts';
import { type Exchange, type Recorder, record } from './recorder.ts';

const customers = ['Ann', 'Dan'].map((name) => ({ id: name, name, country: 'US' }));
type Rows = readonly { readonly Id: string; readonly status?: string }[];

describe.skipIf(documents.absent)(`what is entered by hand is as Intuit's schema has it${documents.why}`, () => {
	let rig: Rig;
	let recorder: Recorder;
	let contract: IntuitContract;
	let token = '';
	beforeAll(async () => {
		contract = intuitContract();
		rig = await startRig({ organisation: organisation({ customers, documents: invoices(2, { customer: 'Ann' }) }) });
		recorder = await record(rig.sandbox.origin);
		token = (await rig.connect()).tokens.access;
	});
	afterAll(async () => {
		await recorder.close();
		await rig.close();
	});

	const last = (): Exchange => {
		const exchange = recorder.exchanges.at(-1);
		if (!exchange) throw new Error('nothing was asked');
		return exchange;
	};
	/** Asks, and judges what is answered. */
	const call = async (path: string, init: RequestInit = {}): Promise<{ status: number; body: Record<string, unknown> }> => {
		const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
		const answer = await fetch(`${recorder.origin}/v3/company/${realm}/${path}`, { ...init, headers });
		const body = (await answer.json()) as Record<string, unknown>;
		expect([path, contract.wrongAnswer(last())]).toEqual([path, []]);
		return { status: answer.status, body };
	};
	const ask = (text: string) => call(`query?query=${encodeURIComponent(text)}&minorversion=75&format=json`);
	const post = (path: string, body: object) => call(path, { method: 'POST', body: JSON.stringify(body) });
	const customer = (of: string) => rig.sandbox.dump(realm).customers.find(({ name }) => name === of);
	/** What changed, by id. */
	const changed = async (entity: string): Promise<unknown[][]> => {
		const { body } = await call(`cdc?entities=JournalEntry,RefundReceipt&changedSince=2026-11-22T00:00:00Z`);
		const [parts] = body.CDCResponse as { readonly QueryResponse: Readonly<Record<string, Rows>>[] }[];
		return (parts?.QueryResponse ?? []).flatMap((part) => (part[entity] ?? []).map(({ Id, status }) => [Number(Id), status ?? 'there']));
	};

	it('journal entries: debits and credits, transfers, wages; deleted ones', async () => {
		const [ann, dan] = [customer('Ann')?.id ?? 0, customer('Dan')?.id ?? 0];
		const entries = rig.sandbox.journals(realm);
		const debit = entries.add({ customer: ann, day: today, minor: 700, number: 'J-1', note: 'Opening balance', account: '34' }) ?? 0;
		const moved = entries.transfer({ from: ann, to: dan, day: today, minor: 150 });
		const wages = entries.other({ day: today, minor: 90_000, debit: '86', credit: '35', note: 'Payroll' });
		const gone = entries.add({ customer: ann, day: today, minor: -100 }) ?? 0;
		entries.remove(gone);
		const { body } = await ask(`select * from JournalEntry where TxnDate = '${today}' orderby Id`);
		const { JournalEntry: all } = body.QueryResponse as { JournalEntry: { Id: string }[] };
		expect(all.map(({ Id }) => Number(Id))).toEqual([debit, moved, wages]);
		expect(all[0]).toMatchObject({
			DocNumber: 'J-1',
			TotalAmt: 0,
			Line: [
				{ Amount: 7, Id: '0' },
				{ Amount: 7, Id: '1' },
			],
		});
		expect(JSON.stringify(all)).not.toContain('Balance"');
		const sides = (entry: object | undefined) =>
			(entry as { Line: { JournalEntryLineDetail: object }[] }).Line.map(({ JournalEntryLineDetail }) => JournalEntryLineDetail);
		const owed = { AccountRef: { name: 'Accounts Receivable (A/R)' } };
		expect(sides(all[1])).toMatchObject([
			{ PostingType: 'Debit', Entity: { Type: 'Customer', EntityRef: { value: String(dan), name: 'Dan' } }, ...owed },
			{ PostingType: 'Credit', Entity: { Type: 'Customer', EntityRef: { value: String(ann) } }, ...owed },
		]);
		expect(sides(all[2])).toEqual([
			{ PostingType: 'Debit', AccountRef: { value: '86', name: 'Payroll Expenses' } },
			{ PostingType: 'Credit', AccountRef: { value: '35', name: 'Checking' } },
		]);
		expect((await ask('select count(*) from JournalEntry')).body.QueryResponse).toEqual({ totalCount: 3 });
		expect((await call(`journalentry/${debit}`)).status).toBe(200);
		expect((await call(`journalentry/${gone}`)).status).toBe(400);
		expect(await changed('JournalEntry')).toEqual([debit, moved, wages].map((id) => [id, 'there']).concat([[gone, 'Deleted']]));
	});
	it('refund receipts, which no balance knows of: made, void, deleted', async () => {
		const ann = customer('Ann')?.id ?? 0;
		const sent = {
			CustomerRef: { value: String(ann) },
			DepositToAccountRef: { value: '35' },
			TxnDate: today,
			DocNumber: 'RF-1',
			PaymentRefNum: 'To Print',
			Line: [{ Amount: 42, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } }],
		};
		const before = customer('Ann')?.balance;
		const made = await post('refundreceipt', sent);
		const refund = { TotalAmt: 42, Balance: 0, DepositToAccountRef: { value: '35', name: 'Checking' }, PaymentRefNum: 'To Print' };
		expect(made.body.RefundReceipt).toMatchObject(refund);
		expect((await post('refundreceipt', { ...sent, DepositToAccountRef: undefined })).status).toBe(400);
		expect(customer('Ann')?.balance).toBe(before);
		const voided = rig.edit.refund({ customer: ann, day: today, total: 5 });
		rig.edit.voidDocument('RefundReceipt', voided);
		const deleted = rig.edit.refund({ customer: ann, day: today, total: 6 });
		const none = await post('refundreceipt?operation=delete', { Id: String(deleted), SyncToken: '0' });
		expect(none.body.RefundReceipt).toMatchObject({ status: 'Deleted' });
		const { Id } = made.body.RefundReceipt as { Id: string };
		expect(await changed('RefundReceipt')).toEqual([
			[Number(Id), 'there'],
			[voided, 'there'],
			[deleted, 'Deleted'],
		]);
	});
	it('an answer that is not as the schema has it is found', async () => {
		const { body } = await ask('select * from RefundReceipt');
		const at = last();
		const wrong = (spoil: (row: Record<string, unknown>) => void, name: string, from: Record<string, unknown>) => {
			const copy = JSON.parse(JSON.stringify(from)) as { QueryResponse: Record<string, Record<string, unknown>[]> };
			const [row] = copy.QueryResponse[name] ?? [];
			if (row) spoil(row);
			return contract.wrongAnswer({ ...at, answer: JSON.stringify(copy) });
		};
		expect(wrong(() => undefined, 'RefundReceipt', body)).toEqual([]);
		expect(wrong((row) => Object.assign(row, { Unapplied: 1 }), 'RefundReceipt', body).join()).toContain('Unapplied');
		expect(wrong((row) => Object.assign(row, { Balance: '0' }), 'RefundReceipt', body).join()).toContain('Balance');
		const { body: entries } = await ask('select * from JournalEntry');
		expect(wrong((row) => Object.assign(row, { Balance: 7 }), 'JournalEntry', entries).join()).toContain('Balance');
		const debits = (row: Record<string, unknown>): void => {
			const [line] = row.Line as { JournalEntryLineDetail: { PostingType: string } }[];
			if (line) line.JournalEntryLineDetail.PostingType = 'debit';
		};
		expect(wrong(debits, 'JournalEntry', entries).join()).toContain('PostingType');
	});
});
