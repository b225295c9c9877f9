/**
 * How soon a customer's page begins to arrive, against a page that reads nothing: the same gateway, function and address, asked without the cookie, so
 * the answer is a fixed text. Asked one at a time in turns, as one person does.
 */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { cookieOf, hashOf, newToken } from '../functions/pay/page-link.ts';
import { type LocalStack, startStack } from '../local/stack.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { dynamoPayments } from '../shared/adapters/dynamo/payments.ts';
import { openStore } from '../shared/adapters/dynamo/store.ts';
import { addDays, dayIn, later } from '../shared/domain/day.ts';
import { payPaths } from '../web/pay/paths.ts';
import { openCompany } from './company.ts';
import { customerAt, loadOwing, scopeOf } from './owing.ts';
import { median, type Report, shown } from './report.ts';

const invoices = 12;
/** A link may be looked at 120 times a minute. */
const rounds = 80;
const warming = 20;
/**
 * Generous: the page asks the table seven times in a row, where the fixed one asks nothing, so this is some three units of the fixed page each. It was 13
 * whatever else the machine did.
 */
const most = 20;

const company = 'bench';

/** A customer who owes, and the cookie their mail's link leads to. */
const owing = async (stack: LocalStack): Promise<string> => {
	const client = { endpoint: stack.dynamo.url, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
	const store = openStore({ tableName: stack.tableName, client });
	const scope = scopeOf(company);
	const today = dayIn('UTC', stack.now());
	await openCompany(store, scope, stack.now());
	const dues = Array.from({ length: invoices }, (_, n) => addDays(today, n * 3 - 20));
	await loadOwing(dynamoBooks(store), scope, 1, () => dues, today, stack.now());
	const cookie = cookieOf(newToken());
	await dynamoPayments(store).saveLink({
		company,
		hash: hashOf(cookie),
		customer: customerAt(scope.ledger, 0),
		createdAt: stack.now(),
		expiresAt: later(stack.now(), 3_600_000),
		revokedAt: null,
		mail: null,
		language: 'en',
	});
	store.db.destroy();
	return cookie;
};

type Answer = { readonly ms: number; readonly status: number; readonly bytes: number };

const ask = async (url: string, agent: Agent, cookie: string | null): Promise<Answer> => {
	const began = performance.now();
	const asked = request(url, { agent, headers: { accept: 'text/html', ...(cookie === null ? {} : { cookie: `cobro-pay=${cookie}` }) } });
	asked.end();
	const [answer] = (await once(asked, 'response')) as [IncomingMessage];
	let ms = Number.NaN;
	let bytes = 0;
	for await (const chunk of answer as AsyncIterable<Buffer>) {
		if (bytes === 0) ms = performance.now() - began;
		bytes += chunk.length;
	}
	return { ms, status: answer.statusCode ?? 0, bytes };
};

const measure = async (report: Report, stack: LocalStack): Promise<void> => {
	const cookie = await owing(stack);
	const url = `${stack.hubOrigin}${payPaths.page}`;
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const pages = { page: { cookie, status: 200 }, fixed: { cookie: null, status: 401 } } as const;
	const took: Record<keyof typeof pages, number[]> = { page: [], fixed: [] };
	const bytes = { page: 0, fixed: 0 };
	for (let round = 0; round < rounds + warming; round++)
		for (const which of round % 2 === 0 ? (['page', 'fixed'] as const) : (['fixed', 'page'] as const)) {
			const answer = await ask(url, agent, pages[which].cookie);
			if (answer.status !== pages[which].status) throw new Error(`${which}: ${answer.status}`);
			bytes[which] = answer.bytes;
			if (round >= warming) took[which].push(answer.ms);
		}
	agent.destroy();
	const line = (which: keyof typeof pages): string => `${shown(median(took[which]))} ms (${shown(bytes[which] / 1024)} KB)`;
	report.say(`first byte of a page of ${invoices} invoices ${line('page')}, of a fixed page ${line('fixed')}, median of ${rounds}`);
	const ratio = median(took.page.map((ms, i) => ms / (took.fixed[i] ?? Number.NaN)));
	report.limit(`first byte at most ${most} × a fixed page of the same server`, ratio <= most, `${shown(ratio)} ×`);
};

export const firstByte = async (report: Report): Promise<void> => {
	const stack = await startStack({ dir: null, scenario: null, schedules: false });
	try {
		await measure(report, stack);
	} finally {
		await stack.close();
	}
};
