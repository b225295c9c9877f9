import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sign } from '../../../local/sandbox/quickbooks/webhooks.ts';
import { client, invoices, organisation, type Rig, realm, startRig, today } from './rig.ts';

type Got = { readonly body: string; readonly signed: boolean };
let rig: Rig;
let hub: Server;
let got: Got[];
let answers: number[];

beforeEach(async () => {
	got = [];
	answers = [];
	hub = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks).toString();
			const signed = request.headers['intuit-signature'] === sign(body, client.webhookKey);
			got.push({ body, signed });
			response.writeHead(answers.shift() ?? (signed ? 200 : 401)).end();
		});
	});
	await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
	rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	rig.sandbox.setWebhookUrl(`http://127.0.0.1:${(hub.address() as AddressInfo).port}/webhooks/quickbooks`);
});
afterEach(async () => {
	await rig.close();
	hub.closeAllConnections();
	await new Promise((resolve) => hub.close(resolve));
});

const change = async (): Promise<void> => {
	rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 100 });
	await rig.sandbox.webhooksIdle();
};
const events = (index: number) =>
	JSON.parse(got[index]?.body ?? '[]') as { type: string; intuitaccountid: string; intuitentityid: string }[];

it('tells of several companies in one signed delivery, and of loading nothing', async () => {
	rig.sandbox.load(organisation({ id: '77', name: 'Other' }), today);
	rig.edit.pay({ customer: 1, day: today, total: 100, apply: [{ invoice: 2, minor: 100 }] });
	rig.sandbox.edit('77').createInvoice({ customer: 1, day: today, due: today, total: 5 });
	await rig.sandbox.webhooksIdle();
	expect(got.map((each) => each.signed)).toEqual([true]);
	expect(events(0).map((event) => [event.type, event.intuitaccountid])).toEqual([
		['qbo.payment.created.v1', realm],
		['qbo.invoice.updated.v1', realm],
		['qbo.invoice.created.v1', '77'],
	]);
});

it('has the older shape too', async () => {
	rig.sandbox.setWebhookFormat('legacy');
	rig.edit.voidDocument('Invoice', 2);
	await rig.sandbox.webhooksIdle();
	expect(JSON.parse(got[0]?.body ?? '')).toEqual({
		eventNotifications: [
			{
				realmId: realm,
				dataChangeEvent: { entities: [{ name: 'Invoice', id: '2', operation: 'Void', lastUpdated: '2026-11-22T12:00:00.000Z' }] },
			},
		],
	});
});

it('comes again until it is acknowledged, a few times', async () => {
	answers = [500, 503];
	await change();
	expect(got).toHaveLength(3);
	expect(new Set(got.map((each) => each.body)).size).toBe(1);
});

it('lost, twice, late and wrongly signed: as switched', async () => {
	rig.sandbox.faults.add('webhook-lost');
	await change();
	expect(got).toHaveLength(0);
	rig.sandbox.faults.add('webhook-twice');
	await change();
	expect(got).toHaveLength(2);
	rig.sandbox.faults.add('webhook-late');
	await change();
	expect(got).toHaveLength(2);
	await change();
	expect(got).toHaveLength(4);
	// The newer one first.
	expect(Number(events(2)[0]?.intuitentityid)).toBeGreaterThan(Number(events(3)[0]?.intuitentityid));
	rig.sandbox.faults.add('webhook-wrong-signature');
	await change();
	expect(got.slice(4).map((each) => each.signed)).toEqual([false, true]);
});
