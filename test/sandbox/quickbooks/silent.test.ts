/** Changes that nothing tells of, families of customers, and a month's reads. */
import { afterEach, expect, it } from 'vitest';
import { EditError } from '../../../local/sandbox/quickbooks/edit-error.ts';
import { addDays, day } from '../../../shared/domain/day.ts';
import { currency } from '../../../shared/domain/money.ts';
import { copyView, horizon, invoices, organisation, type Rig, readAll, realm, startRig, storeView, today } from './rig.ts';

let rig: Rig;
afterEach(() => rig.close());
const minute = 60_000;
const rowOf = (id: number) => rig.sandbox.dump(realm).documents.find((each) => each.id === id);

it('no delta tells of them, a whole read does', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(6) }) });
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	rig.pass(20 * minute);
	const into = rig.edit.createCustomer({ name: 'Bob', currency: currency('USD') });
	await readAll(accounting, accounting.changes(copy.watermark), copy);
	rig.pass(20 * minute);
	for (const rough of ['silent-merge', 'silent-delete', 'silent-date'] as const) rig.sandbox.rough.set(rough, true);
	const [one, two, three] = rig.sandbox.dump(realm).documents;
	if (!one || !two || !three) throw new Error('three invoices');
	rig.edit.deleteDocument('Invoice', one.id);
	rig.edit.edit('Invoice', two.id, { due: addDays(today, 90) });
	rig.edit.mergeCustomers(1, into);
	expect(rowOf(one.id)).toMatchObject({ state: 'deleted', sync: one.sync });
	expect(rowOf(two.id)).toEqual({ ...two, customer: into, due: addDays(today, 90) });
	expect(rowOf(three.id)).toEqual({ ...three, customer: into });

	const delta = await readAll(accounting, accounting.changes(copy.watermark));
	expect([...delta.documents.keys()]).toEqual([]);
	// The merged customer is said, as ever: its documents are what nobody hears of.
	expect([...delta.customers.values()].map(({ name }) => name)).toContain("Ann O'Neil & Söhne (deleted)");
	expect(copyView(copy)).not.toEqual(storeView(rig));
	expect(copyView(await readAll(accounting, accounting.everything(horizon)))).toEqual(storeView(rig));
});

it('an edit of more than dates has its version, and so has every one of a kind ledger', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(2) }) });
	const [one, two] = rig.sandbox.dump(realm).documents;
	if (!one || !two) throw new Error('two invoices');
	rig.edit.edit('Invoice', two.id, { due: day('2027-01-01') });
	expect(rowOf(two.id)?.sync).toBe(two.sync + 1);
	rig.sandbox.rough.set('silent-date', true);
	rig.edit.edit('Invoice', one.id, { due: day('2027-01-01'), total: one.total + 1 });
	rig.edit.edit('Invoice', two.id, { due: day('2027-01-02'), number: 'other' });
	expect([rowOf(one.id)?.sync, rowOf(two.id)?.sync]).toEqual([one.sync + 1, two.sync + 2]);
});

it('tells webhooks of no silent change', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(2) }) });
	const heard: string[] = [];
	const { createServer } = await import('node:http');
	const server = createServer((asked, answer) => {
		asked.on('data', (part: Buffer) => heard.push(part.toString()));
		asked.on('end', () => answer.end());
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	rig.sandbox.setWebhookUrl(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
	rig.sandbox.rough.set('silent-delete', true);
	const [one, two] = rig.sandbox.dump(realm).documents;
	rig.edit.deleteDocument('Invoice', one?.id ?? 0);
	rig.edit.voidDocument('Invoice', two?.id ?? 0);
	await rig.sandbox.webhooksIdle();
	expect(heard.join()).toContain('voided');
	expect(heard.join()).not.toContain('deleted');
	await new Promise((done) => {
		server.close(done);
		server.closeAllConnections();
	});
});

it('a customer may be under another one, by edit or as a file names it', async () => {
	rig = await startRig({
		organisation: organisation({
			customers: [
				{ id: 'roof', name: 'Ann:Roof' },
				{ id: 'ann', name: 'Ann' },
				{ id: 'mar', name: 'Ann:María', currency: 'MXN' },
				{ id: 'none', name: 'Bob: and sons' },
			],
			documents: [{ kind: 'invoice', id: 'r', customer: 'roof', currency: 'USD', number: '1', issued: '-9d', due: '0d', total: '5' }],
		}),
	});
	const [ann, , , roof] = rig.sandbox.dump(realm).customers;
	const named = rig.sandbox.dump(realm).customers.map(({ name, parent, billed }) => [name, parent, billed]);
	expect(named).toEqual([
		['Ann', null, 0],
		['Ann:María', null, 0],
		['Bob: and sons', null, 0],
		['Roof', ann?.id, 1],
	]);
	const accounting = await rig.open();
	const copy = await readAll(accounting, accounting.everything(horizon));
	const parent = [...copy.customers.values()].find(({ name }) => name === 'Ann')?.id;
	expect([...copy.customers.values()].find(({ name }) => name === 'Roof')?.details).toMatchObject({ parent, billedToParent: true });
	const wrong = [
		() => rig.edit.editCustomer(ann?.id ?? 0, { parent: ann?.id ?? 0 }),
		() => rig.edit.editCustomer(ann?.id ?? 0, { parent: roof?.id ?? 0 }),
		() => rig.edit.createCustomer({ name: 'x', currency: currency('MXN'), parent: ann?.id ?? 0 }),
		() => rig.edit.mergeCustomers(ann?.id ?? 0, roof?.id ?? 0),
	];
	for (const each of wrong) expect(each).toThrow(EditError);
	rig.edit.editCustomer(roof?.id ?? 0, { parent: null });
	expect(rig.sandbox.dump(realm).customers.map((each) => each.parent)).toEqual([null, null, null, null]);
});

it('a month has so many reads, then it refuses them until the next', async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(2) }) });
	const accounting = await rig.open();
	// Whose company it is was asked at the consent.
	const before = rig.sandbox.reads();
	await accounting.organisation();
	rig.sandbox.faults.add('server-error');
	await expect(accounting.organisation()).rejects.toMatchObject({ kind: 'unavailable' });
	// What was not answered well does not count.
	expect([rig.sandbox.reads() - before, rig.sandbox.calls()]).toEqual([2, 3]);
	await fetch(`${rig.sandbox.origin}/reads`, { method: 'POST', body: new URLSearchParams({ most: String(before + 3) }) });
	expect(await (await fetch(rig.sandbox.origin)).text()).toContain(`${before + 2} reads this month of ${before + 3}`);
	await expect(accounting.organisation()).rejects.toMatchObject({ kind: 'throttled' });
	expect(rig.sandbox.reads()).toBe(before + 3);
	rig.pass(31 * 24 * 60 * minute);
	expect(rig.sandbox.reads()).toBe(0);
	await expect((await rig.open()).organisation()).resolves.toMatchObject({ name: 'Tortuga Trading' });
	const again = await rig.open();
	rig.sandbox.allowReads(0);
	await expect(again.organisation()).rejects.toMatchObject({ kind: 'throttled' });
	rig.sandbox.allowReads(null);
	await expect(again.organisation()).resolves.toMatchObject({ name: 'Tortuga Trading' });
});
