/** A row of the ledger that cannot be read, on the whole road: what we hold of it is not mailed about, paid or funded until it reads well. */
import { afterAll, expect, it } from 'vitest';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { providers } from '../../shared/domain/document.ts';
import type { ExportView } from '../../shared/wire/factoring-view.ts';
import type { ConnectionsView } from '../../shared/wire/http.ts';
import { currencyOf, roadBooks } from '../support/road/books.ts';
import { arrived } from '../support/road/inbox.ts';
import { customerOf } from '../support/road/journey.ts';
import { askExport, switchSending } from '../support/road/people.ts';
import { Road } from '../support/road/road.ts';
import { closeShared } from '../support/road/surroundings.ts';
import { company } from '../support/sync/surroundings.ts';
import { Visitor } from '../support/visitor.ts';

const minute = 60_000;
const owing = (id: string) => ({ id, email: `${id}@customers.example`, owes: [{ number: `I-${id}`, due: '-4d', total: '120.00' }] });

afterAll(closeShared);

it.each(providers)(
	'%s',
	async (provider) => {
		const road = await Road.begin(provider, roadBooks(provider, [owing('broken'), owing('whole')]));
		try {
			await road.connectPatiently();
			await road.rest();
			const { ledger, faults, changesAt } = road.side;
			const id = road.side.invoices().find(({ number }) => number === 'I-broken')?.id ?? '';
			const books = dynamoBooks(road.store);
			const stored = async () => {
				const found = await books.document(company, ledger, 'invoice', id);
				if (!found) throw new Error('it is not stored');
				return found;
			};
			const sync = async (): Promise<void> => {
				const before = (await road.connection())?.lastDeltaAt;
				expect(await road.press('sync')).toBe(true);
				const over = async (): Promise<boolean> => {
					const now = await road.connection();
					return now?.lastDeltaAt !== before && now?.run === null && now.dirtyAt === null;
				};
				expect(await road.until(over)).toBe(true);
			};
			const asked = async (path: string, body: object) => {
				const answer = await road.asked('POST', path, body);
				return { status: answer?.status, body: (await answer?.json()) as Readonly<Record<string, unknown>> };
			};
			const view = async <T>(path: string): Promise<T> => (await (await road.asked('GET', path))?.json()) as T;
			const broken = async () => {
				faults.add('broken-row', 1_000, changesAt);
				road.side.touch('I-broken', `touched ${road.now()}`);
				await sync();
			};
			// Nothing of the first read is in a delta any more.
			road.pass(10 * minute);
			await sync();

			// Refused, and then the same version reads well: the next read begins a little before this one began.
			await broken();
			const first = await stored();
			expect(first).toMatchObject({ open: 12_000, doubt: { why: expect.stringMatching(/ZZZ|TotalAmt/) } });
			const [health] = (await view<ConnectionsView>('/connections')).connections;
			expect(health).toMatchObject({ refusedInAll: 1, refused: [{ kind: 'invoice', id, number: 'I-broken' }] });
			faults.clear();
			await sync();
			const healed = await stored();
			expect(healed.doubt).toBeUndefined();
			expect((await view<ConnectionsView>('/connections')).connections[0]).toMatchObject({ refusedInAll: 0, refused: [] });
			const versions = await books.versions(company, ledger, 'invoice', id);
			expect(versions.filter(({ version }) => version === healed.version)).toEqual([]);

			// Refused again: no mail, no pay, no link, not funded. The others go on.
			road.pass(10 * minute);
			await sync();
			await broken();
			await switchSending(road, 'live');
			const reminder = async (number: string) =>
				(await road.items()).reminders.find(({ customer }) => customer === customerOf(road, number));
			const settled = async () =>
				(await reminder('I-whole'))?.state === 'sent' && (await reminder('I-broken'))?.reasons[0] === 'LEDGER_UNSURE';
			expect(await road.until(settled)).toBe(true);
			expect(await reminder('I-broken')).toMatchObject({ state: 'planned', reasons: ['LEDGER_UNSURE'] });
			expect(arrived(road.ses).map(({ to }) => to)).toEqual(['whole@customers.example']);
			const customer = customerOf(road, 'I-broken');
			const link = { customer, currency: currencyOf[provider] };
			expect(await asked('/pay/links', link)).toMatchObject({ status: 409, body: { code: 'LEDGER_UNSURE' } });
			const page = async () => (await new Visitor().open(String((await asked('/pay/page-links', { customer })).body.url))).html;
			expect(await page()).toContain('We are checking this invoice with our books.');
			expect(await page()).not.toContain('name="pick"');
			const funded = async (key: string) => {
				const made = await askExport(road, key);
				const ready = async () => (await view<ExportView>(`/factoring/exports/${made}`)).state === 'ready';
				expect(await road.until(ready)).toBe(true);
				const { totals } = await view<ExportView>(`/factoring/exports/${made}`);
				return totals.map(({ open, eligible, refused }) => [open, eligible, refused.map(({ code, amount }) => `${code} ${amount}`)]);
			};
			expect(await funded('unsure')).toEqual([['240.00', '120.00', ['LEDGER_UNSURE 120.00']]]);

			// A person saves it once more in the ledger, and it reads well: all is back, on the same day.
			faults.clear();
			road.side.touch('I-broken', 'saved once more');
			await sync();
			expect(await road.until(async () => (await reminder('I-broken'))?.state === 'sent')).toBe(true);
			expect(arrived(road.ses).map(({ to }) => to)).toEqual(['whole@customers.example', 'broken@customers.example']);
			expect(await asked('/pay/links', link)).toMatchObject({ status: 201, body: { state: 'active' } });
			expect(await page()).toContain('name="pick"');
			expect(await funded('sure')).toEqual([['240.00', '240.00', []]]);
		} finally {
			await road.close();
		}
	},
	180_000,
);
