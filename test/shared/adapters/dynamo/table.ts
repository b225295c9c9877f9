/** A real table over HTTP in the local DynamoDB, and builders of what is put in it. */
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { type LocalDynamo, startDynamo } from '../../../../local/aws/dynamo/index.ts';
import { tableDefinition } from '../../../../local/aws/dynamo/table-definition.ts';
import { openStore, type Store } from '../../../../shared/adapters/dynamo/store.ts';
import { type Day, day, type Instant, instant } from '../../../../shared/domain/day.ts';
import { type Customer, customerId, type Document, type DocumentKind, ledgerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { table } from '../../../../shared/wire/table.ts';

export const tableName = 'cobro-test';
export const ledger = ledgerId('xero', '11111111-1111-4111-8111-111111111111');
export const otherLedger = ledgerId('quickbooks', '4620816365');
export const today = day('2026-11-22');
export const at: Instant = instant('2026-11-22T09:00:00Z');
export const eur = currency('EUR');
export const gbp = currency('GBP');

export type Bench = {
	readonly dynamo: LocalDynamo;
	readonly open: () => Store;
	/** A company nobody else in this file uses. */
	readonly company: () => string;
	readonly close: () => Promise<void>;
};

export const clientOf = (url: string) => ({
	endpoint: url,
	region: 'eu-west-1',
	credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

export const startBench = async (): Promise<Bench> => {
	const dynamo = await startDynamo({ port: 0, dir: null });
	const admin = new DynamoDBClient(clientOf(dynamo.url));
	await admin.send(new CreateTableCommand(tableDefinition(tableName)));
	await admin.send(
		new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true } }),
	);
	const stores: Store[] = [];
	let companies = 0;
	return {
		dynamo,
		open: () => {
			const store = openStore({ tableName, client: clientOf(dynamo.url), counting: true });
			stores.push(store);
			return store;
		},
		company: () => `co${++companies}`,
		close: async () => {
			admin.destroy();
			for (const { db } of stores) db.destroy();
			await dynamo.close();
		},
	};
};

export const who = (name: string, of = ledger) => customerId(of, name);

/** Versions sort as text, like the adapters' own. */
export const version = (n: number): string => String(n).padStart(6, '0');

export const anInvoice = (over: Partial<Document> & { id: string }): Document => {
	const open = over.open ?? 10_000;
	const issued: Day = over.issued ?? day('2026-10-01');
	return {
		ledger,
		kind: 'invoice',
		version: version(1),
		customer: who('acme'),
		number: `INV-${over.id}`,
		reference: '',
		state: open === 0 ? 'closed' : 'open',
		currency: eur,
		total: Math.max(open, 10_000),
		open,
		unapplied: 0,
		issued,
		due: day('2026-10-31'),
		entries: [{ day: issued, kind: 'issued', minor: open }],
		providerStatus: open === 0 ? 'PAID' : 'AUTHORISED',
		...over,
	};
};

export const aCredit = (over: Partial<Document> & { id: string; kind?: DocumentKind }): Document => ({
	...anInvoice({ ...over, open: 0 }),
	kind: 'credit-note',
	due: null,
	state: 'open',
	unapplied: 2_500,
	entries: [],
	...over,
});

export const aCustomer = (name: string, over: Partial<Customer> = {}): Customer => ({
	ledger,
	id: who(name),
	version: version(1),
	name: name.toUpperCase(),
	email: null,
	language: null,
	country: null,
	currency: null,
	accountNumber: null,
	archived: false,
	...over,
});
