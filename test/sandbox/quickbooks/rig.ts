/** A sandbox with one company, and the product's own adapter connected to it through the consent flow. */
import { startQuickbooksSandbox } from '../../../local/sandbox/quickbooks/index.ts';
import { openQuickbooks } from '../../../shared/adapters/quickbooks/accounting.ts';
import { quickbooksConsent } from '../../../shared/adapters/quickbooks/consent.ts';
import { addDays, type Day, day, type Instant, instant } from '../../../shared/domain/day.ts';
import type { Customer, Document, Refused } from '../../../shared/domain/document.ts';
import type { Accounting, Cursor, Page, Watermark } from '../../../shared/ports/accounting.ts';
import { type ScenarioFile, type ScenarioOrganisation, scenario } from '../../../shared/wire/scenario.ts';

export const realm = '9130350000000001';
export const ledger = `quickbooks-${realm}`;
export const today = day('2026-11-22');
export const start = instant('2026-11-22T12:00:00Z');
export const redirectUri = 'http://127.0.0.1:9/connect/quickbooks/callback';
export const client = { clientId: 'client', clientSecret: 'secret', webhookKey: 'verifier' };

type FileOrganisation = ScenarioFile['organisations'][number];
/** Checked as a scenario file would be. */
export const organisation = (parts: Partial<FileOrganisation> = {}): ScenarioOrganisation => {
	const read = scenario.parse({
		format: 'cobro-scenario/1',
		name: 'test',
		organisations: [
			{
				provider: 'quickbooks',
				id: realm,
				name: 'Tortuga Trading',
				baseCurrency: 'USD',
				rates: { MXN: '0.055' },
				timeZone: 'America/Chicago',
				country: 'US',
				customers: [{ id: 'ann', name: "Ann O'Neil & Söhne", email: 'ann@example.com', country: 'US' }],
				documents: [],
				...parts,
			},
		],
	}).organisations[0];
	if (!read) throw new Error('no organisation');
	return read;
};

export const invoices = (count: number, of: { customer?: string; currency?: string } = {}): FileOrganisation['documents'] =>
	Array.from({ length: count }, (_, i) => ({
		kind: 'invoice' as const,
		id: `i${i}`,
		customer: of.customer ?? 'ann',
		currency: of.currency ?? 'USD',
		number: `INV-${i}`,
		issued: addDays(today, -(i % 300) - 1),
		due: addDays(today, 30 - (i % 300)),
		total: `${100 + (i % 50)}.25`,
	}));

export const startRig = async (options: { organisation?: ScenarioOrganisation | null; limits?: boolean; dir?: string | null } = {}) => {
	const clock = { now: start };
	const sandbox = await startQuickbooksSandbox({
		port: 0,
		dir: options.dir ?? null,
		...client,
		webhookUrl: null,
		now: () => clock.now,
		limits: options.limits ?? false,
	});
	if (options.organisation !== null) sandbox.load(options.organisation ?? organisation(), today);
	const consent = quickbooksConsent({
		clientId: () => client.clientId,
		clientSecret: () => client.clientSecret,
		authorizeUrl: sandbox.endpoints.QUICKBOOKS_AUTHORIZE_URL ?? '',
		tokenUrl: sandbox.endpoints.QUICKBOOKS_TOKEN_URL ?? '',
		revokeUrl: sandbox.endpoints.QUICKBOOKS_REVOKE_URL ?? '',
		apiUrl: sandbox.endpoints.QUICKBOOKS_API_URL ?? '',
		now: () => clock.now,
	});
	const connect = async (to = realm) => {
		const back = new URL(sandbox.agree(await consent.url({ state: 'state', redirectUri }), to));
		return consent.redeem({ code: back.searchParams.get('code') ?? '', realm: back.searchParams.get('realmId'), redirectUri });
	};
	const open = async (timeoutMs?: number): Promise<Accounting> => {
		const { tokens } = await connect();
		const accounting = await openQuickbooks(sandbox.endpoints.QUICKBOOKS_API_URL ?? '', timeoutMs)(ledger, tokens.access, () => clock.now);
		sandbox.resetCalls();
		return accounting;
	};
	const pass = (ms: number): Instant => {
		clock.now = instant(new Date(Date.parse(clock.now) + ms).toISOString());
		return clock.now;
	};
	return { sandbox, clock, pass, consent, connect, open, edit: sandbox.edit(realm), close: () => sandbox.close() };
};
export type Rig = Awaited<ReturnType<typeof startRig>>;

/** What a reader of pages ends with: the newest version of everything. */
export type Copy = {
	readonly customers: Map<string, Customer>;
	readonly documents: Map<string, Document>;
	readonly refused: Refused[];
	readonly pages: Page[];
	watermark: Watermark;
};
export const emptyCopy = (): Copy => ({ customers: new Map(), documents: new Map(), refused: [], pages: [], watermark: '' });

const takePage = (copy: Copy, page: Page): Cursor | null => {
	copy.pages.push(page);
	copy.refused.push(...page.refused);
	for (const customer of page.customers) {
		const seen = copy.customers.get(customer.id);
		if (!seen || customer.version > seen.version) copy.customers.set(customer.id, customer);
	}
	for (const document of page.documents) {
		const key = `${document.kind} ${document.id}`;
		const seen = copy.documents.get(key);
		if (!seen || document.version > seen.version) copy.documents.set(key, document);
	}
	if (page.next === null) copy.watermark = page.watermark;
	return page.next;
};

export const readAll = async (accounting: Accounting, from: Cursor, copy = emptyCopy(), between: () => void = () => {}): Promise<Copy> => {
	for (let cursor: Cursor | null = from; cursor !== null; ) {
		cursor = takePage(copy, await accounting.page(cursor));
		between();
	}
	return copy;
};

const kinds = { Invoice: 'invoice', CreditMemo: 'credit-note', Payment: 'payment', RefundReceipt: 'refund-receipt' } as const;
/** What the store says, in the words a copy is compared in. Sorted texts. */
export const storeView = (rig: Rig): string[] =>
	rig.sandbox
		.dump(realm)
		.documents.filter((row) => row.state !== 'deleted')
		.map((row) =>
			[
				kinds[row.type],
				row.id,
				row.customer,
				row.currency,
				row.state === 'void' ? 'void' : row.balance ? 'open' : 'closed',
				row.total,
				row.balance,
				row.day,
				row.type === 'Invoice' ? row.due : '',
			].join(' '),
		)
		.sort();
/** Journals aside: what is left of entries is in a report and no list. */
export const copyView = (copy: Copy): string[] =>
	[...copy.documents.values()]
		.filter((each) => each.state !== 'deleted' && each.kind !== 'journal')
		.map((each) =>
			[
				each.kind,
				each.id,
				each.customer.slice(ledger.length + 1),
				each.currency,
				each.state,
				each.total,
				each.open + each.unapplied,
				each.issued,
				each.due ?? '',
			].join(' '),
		)
		.sort();
export const horizon: Day = day('2024-11-22');
