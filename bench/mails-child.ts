/**
 * Reminders sent by the product's own queue entry, or by the least code that renders the same letters and hands them to SES through the same SDK. Both
 * in this process, so many at once; the table and SES in another. What a function finds in its environment, this process has too.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import MailComposer from 'nodemailer/lib/mail-composer';
import { decideReminder } from '../functions/reminders/decide-reminder.ts';
import { payUrl } from '../functions/reminders/pay-link.ts';
import { planDay } from '../functions/reminders/plan-day.ts';
import type { LetterPorts, PlanPorts } from '../functions/reminders/ports.ts';
import { releaseLedger } from '../functions/reminders/release-ledger.ts';
import { handler } from '../functions/reminders/send.queue.ts';
import { dynamoArrangements } from '../shared/adapters/dynamo/arrangements.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import { dynamoMailings } from '../shared/adapters/dynamo/mailings.ts';
import { dynamoPayments } from '../shared/adapters/dynamo/payments.ts';
import { openStore } from '../shared/adapters/dynamo/store.ts';
import { liquidLetters } from '../shared/adapters/letters/letters.ts';
import { addDays, dayIn, type Instant, instantOfMs } from '../shared/domain/day.ts';
import type { Order as Letter } from '../shared/domain/letter.ts';
import type { Message } from '../shared/wire/messages.ts';
import { openCompany } from './company.ts';
import { loadOwing, mailSender, scopeOf } from './owing.ts';

/** `readers`: batches at a time. */
export type Order = { readonly table: string; readonly dynamo: string; readonly mails: number; readonly readers: number };
export type Told = { readonly do: 'prepare' | 'bare' | 'marked' | 'product' | 'check'; readonly company: string };
export type Took = { readonly ms: number; readonly cpuMs: number; readonly sent: number };

const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
/** As the queue feeds the function (lib/stations/reminders.ts). */
const batch = 10;
/** As many as two batches. */
const loopLanes = 20;
const now = (): Instant => instantOfMs(Date.now());

type Ready = { readonly order: Letter; readonly to: string };

const opened = (order: Order) => {
	const store = openStore({ tableName: order.table, client: { endpoint: order.dynamo, region: 'eu-west-1', credentials } });
	const queue: Message[] = [];
	const letters = liquidLetters();
	const ports: LetterPorts & PlanPorts & { readonly queues: { send(message: Message): Promise<void> } } = {
		mailings: dynamoMailings(store),
		arrangements: dynamoArrangements(store),
		books: dynamoBooks(store),
		companies: dynamoCompanies(store),
		connections: dynamoConnections(store),
		payments: dynamoPayments(store),
		letters: () => letters,
		clock: { now },
		queues: { send: async (message) => void queue.push(message) },
		settings: { hub: 'https://hub.example', newCompanySending: 'live' },
	};
	return { store, ports, queue };
};
type Opened = ReturnType<typeof opened>;

/** Customers with one invoice three days late and one that is due soon; planned for today, and the ledger read since. Their letters as decided. */
const prepare = async ({ store, ports }: Opened, company: string, count: number): Promise<Ready[]> => {
	const scope = scopeOf(company);
	const today = dayIn('UTC', now());
	await openCompany(store, scope, now());
	await loadOwing(ports.books, scope, count, () => [addDays(today, -3), addDays(today, 20)], today, now());
	await planDay(company, ports);
	const connection = await ports.connections.connection(company, scope.ledger);
	if (!connection) throw new Error('no connection');
	const freshAsOf = now();
	await ports.connections.saveConnection({ ...connection, freshAsOf });
	const ready: Ready[] = [];
	for (let from: string | null = null, more = true; more; ) {
		const page = await ports.mailings.ofDay(company, today, 'planned', 100, from);
		for (const mailing of page.rows) {
			const scene = { connection, freshAsOf, timeZone: 'UTC', sending: { mode: 'live' } } as const;
			const verdict = await decideReminder(mailing, scene, ports);
			if (verdict.is !== 'send') throw new Error(`a mail that is not to be sent: ${JSON.stringify(verdict)}`);
			ready.push({ order: verdict.order, to: verdict.to });
		}
		from = page.next;
		more = from !== null;
	}
	if (ready.length !== count) throw new Error(`${ready.length} of ${count} customers are due`);
	return ready;
};

const lanes = async <T>(count: number, all: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
	const waiting = [...all];
	const lane = async (): Promise<void> => {
		for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
	};
	await Promise.all(Array.from({ length: count }, lane));
};

const throttled = (error: unknown): boolean => error instanceof Error && error.name === 'Throttling';

/** Render, write the MIME, send: no state, no decision, no link of its own. What SES has no room for is sent a moment later. */
const bare = async (all: readonly Ready[], mark: (to: string, state: string) => Promise<void> = async () => undefined): Promise<number> => {
	const { address, configurationSet } = mailSender;
	const letters = await liquidLetters();
	const ses = new SESClient({ maxAttempts: 1 });
	let sent = 0;
	await lanes(loopLanes, all, async ({ order, to }) => {
		const { subject, text, html } = letters.render({ ...order, payUrl: payUrl('https://hub.example') });
		const message = new MailComposer({ from: { name: order.seller.name, address }, to, subject, text, html });
		const Data = await message.compile().build();
		const command = new SendRawEmailCommand({
			Source: address,
			Destinations: [to],
			RawMessage: { Data },
			ConfigurationSetName: configurationSet,
		});
		await mark(to, 'claimed');
		await mark(to, 'sending');
		for (let taken = false; !taken; )
			try {
				taken = (await ses.send(command)).MessageId !== undefined;
			} catch (error) {
				if (!throttled(error)) throw error;
				await pause(50);
			}
		await mark(to, 'sent');
		sent += 1;
	});
	ses.destroy();
	return sent;
};

const record = (message: Message, at: number): SQSEvent['Records'][number] => ({
	messageId: String(at),
	receiptHandle: String(at),
	body: JSON.stringify(message),
	attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0', SenderId: 'bench', ApproximateFirstReceiveTimestamp: '0' },
	messageAttributes: {},
	md5OfBody: '',
	eventSource: 'aws:sqs',
	eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:mails',
	awsRegion: 'eu-west-1',
});

/** From the barrier on: what waited is released, and every message goes through the entry. */
const product = async ({ ports, queue }: Opened, company: string, readers: number): Promise<number> => {
	queue.length = 0;
	await releaseLedger({ type: 'reminders.release', ...scopeOf(company) }, ports);
	const records = queue.filter(({ type }) => type === 'reminders.send').map(record);
	const batches = Array.from({ length: Math.ceil(records.length / batch) }, (_, i) => records.slice(i * batch, (i + 1) * batch));
	await lanes(readers, batches, async (Records) => {
		const { batchItemFailures }: SQSBatchResponse = await handler({ Records });
		if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} mails failed`);
	});
	return records.length;
};

const sentOf = async ({ ports }: Opened, company: string): Promise<number> => {
	let sent = 0;
	for (let from: string | null = null, more = true; more; ) {
		const page = await ports.mailings.ofDay(company, dayIn('UTC', now()), 'sent', 100, from);
		sent += page.rows.filter(({ messageId }) => messageId !== null).length;
		from = page.next;
		more = from !== null;
	}
	return sent;
};

const nothing: Took = { ms: 0, cpuMs: 0, sent: 0 };
const costOf = async (work: () => Promise<number>): Promise<Took> => {
	const [began, cpu] = [performance.now(), process.cpuUsage()];
	const sent = await work();
	const { user, system } = process.cpuUsage(cpu);
	return { ms: performance.now() - began, cpuMs: (user + system) / 1000, sent };
};

process.once('message', (order: Order) => {
	const all = opened(order);
	let ready: readonly Ready[] = [];
	const does: Record<Told['do'], (company: string) => Promise<Took>> = {
		prepare: async (company) => {
			ready = await prepare(all, company, order.mails);
			return nothing;
		},
		bare: () => costOf(() => bare(ready)),
		// Only the three states that keep a mail from going out twice, as small as they can be: what no sender of this kind can save.
		marked: () => costOf(() => bare(ready, (to, state) => all.store.put({ pk: `bare ${to}`, sk: 'MAIL', state }))),
		product: (company) => costOf(() => product(all, company, order.readers)),
		check: async (company) => ({ ...nothing, sent: await sentOf(all, company) }),
	};
	process.on('message', (told: Told) => {
		does[told.do](told.company).then(
			(took) => process.send?.(took),
			(error: unknown) => {
				console.error(error);
				process.exit(1);
			},
		);
	});
	process.send?.(nothing);
});
process.once('disconnect', () => process.exit(0));
