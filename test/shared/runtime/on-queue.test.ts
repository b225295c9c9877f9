/** Messages in a batch: each stands alone, and the last failure is written where people look. The table is a stand-in. */
import type { SQSEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountingFault } from '../../../shared/ports/accounting.ts';
import { type DeadLetter, type DeadLetters, operatorCompany } from '../../../shared/ports/dead-letters.ts';
import { onQueue, reasonOf } from '../../../shared/runtime/on-queue.ts';
import { fake } from '../../support/fake.ts';

const recorded: DeadLetter[] = [];
vi.mock('../../../shared/runtime/data.ts', () => ({
	deadLetters: () =>
		fake<DeadLetters>({
			record: async (letter) => {
				recorded.push(letter);
			},
		}),
}));
const printed: string[] = [];
vi.mock('../../../shared/runtime/log.ts', async (original) => {
	const print = (...all: unknown[]): void => {
		printed.push(JSON.stringify(all));
	};
	return { ...(await original<object>()), log: { info: print, warn: print, error: print } };
});
beforeEach(() => {
	recorded.length = 0;
	printed.length = 0;
});

const record = (messageId: string, body: unknown, receives = 1) =>
	({
		messageId,
		body: typeof body === 'string' ? body : JSON.stringify(body),
		attributes: { ApproximateReceiveCount: String(receives) },
	}) as SQSEvent['Records'][number];
const event = (...records: SQSEvent['Records']): SQSEvent => ({ Records: records });
const recount = (company: string) => ({ type: 'sync.recount', company, ledger: 'xero-1' });
const pull = (company: string) => ({ type: 'sync.pull', company, ledger: 'xero-1', run: null, step: 0 });

describe('a batch', () => {
	it('gives back only what failed', async () => {
		const done: string[] = [];
		const handler = onQueue({
			'sync.recount': async ({ company }) => {
				if (company === 'bad') throw new Error('no');
				done.push(company);
			},
		});
		const answer = await handler(
			event(record('1', recount('a')), record('2', recount('bad')), record('3', 'no json'), record('4', recount('b'))),
		);
		expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] });
		expect(done).toEqual(['a', 'b']);
		expect(recorded).toEqual([]);
	});

	it.each([
		['not JSON', '{', /not JSON/],
		['of another queue', { type: 'connect.refresh', company: 'co', grant: 'g' }, /a type that this queue does not carry/],
		['of no type', {}, /a type that this queue does not carry/],
		['with a field too many', { ...recount('co'), token: 'eyJ' }, /is not a sync\.recount/],
		['with a company that is none', recount('a#b'), /is not a sync\.recount: company/],
		['with a ledger that is none', { ...recount('co'), ledger: '../x' }, /is not a sync\.recount: ledger/],
	])('does nothing with a message that is %s; the last try is recorded for the operator', async (_, body, reason) => {
		const handler = onQueue({ 'sync.recount': () => Promise.reject(new Error('nothing of it was read')) });
		for (const receives of [1, 2, 3]) {
			expect((await handler(event(record('m', body, receives)))).batchItemFailures).toHaveLength(1);
			expect(recorded).toHaveLength(receives < 3 ? 0 : 1);
		}
		expect(recorded[0]).toMatchObject({
			company: operatorCompany,
			station: 'sync',
			type: 'unreadable',
			reason: expect.stringMatching(reason),
		});
		expect(JSON.stringify(recorded)).not.toContain('eyJ');
	});
});

describe('the last delivery that fails', () => {
	const handlers = {
		'sync.pull': async () => {
			throw new AccountingFault('refused', 'Xero answered a page that cannot be read');
		},
		'sync.recount': async () => {
			throw new TypeError('eyJ a token in an error of ours');
		},
	};

	it('tells the use case before the last try, and again with the reason after it; then records it for its company, under an id that stays the same', async () => {
		const order: string[] = [];
		const handler = onQueue(handlers, {
			'sync.pull': async ({ company }, reason) => {
				order.push(`${company}: ${reason} (${recorded.length} recorded)`);
			},
		});
		await handler(event(record('m', pull('co'), 2)));
		expect(order).toEqual([]);
		await handler(event(record('m', pull('co'), 3)));
		await handler(event(record('m', pull('co'), 4)));
		expect(order.slice(0, 2)).toEqual([
			'co: It was cut off while it worked: out of time or memory, or the machine went away. (0 recorded)',
			'co: Xero answered a page that cannot be read (0 recorded)',
		]);
		expect(recorded.map(({ company, type, reason }) => ({ company, type, reason }))).toEqual(
			Array.from({ length: 2 }, () => ({ company: 'co', type: 'sync.pull', reason: 'Xero answered a page that cannot be read' })),
		);
		expect(new Set(recorded.map(({ id }) => id)).size).toBe(1);
		expect(recorded[0]?.id).not.toContain('m');
	});

	it('says of an error that is ours only what it is, in the log too', async () => {
		await onQueue(handlers)(event(record('m', recount('co'), 3)));
		expect(recorded[0]?.reason).toBe('an unexpected TypeError in our own code; the log has its place');
		expect(printed.join('\n')).toContain('MESSAGE_FAILED');
		expect(printed.join('\n')).not.toMatch(/eyJ|a token in an error/);
	});

	it('reasons are spoken only by errors of our own making', () => {
		expect(reasonOf('text eyJ')).toBe('an unexpected failure in our own code');
		expect(reasonOf(Object.assign(new Error('eyJ'), { name: 'AxiosError' }))).toBe(
			'an unexpected AxiosError in our own code; the log has its place',
		);
	});
});
