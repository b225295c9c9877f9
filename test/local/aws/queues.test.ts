import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
	ChangeMessageVisibilityCommand,
	CreateQueueCommand,
	DeleteMessageCommand,
	GetQueueAttributesCommand,
	ReceiveMessageCommand,
	SendMessageCommand,
	SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalQueues, startQueues } from '../../../local/aws/queues/index.ts';

const clientOf = (endpoint: string): SQSClient =>
	new SQSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });

let queues: LocalQueues;
let client: SQSClient;
beforeAll(async () => {
	queues = await startQueues({ port: 0, dir: null });
	client = clientOf(queues.url);
});
afterAll(async () => {
	await queues.close();
});

const receive = async (QueueUrl: string, from = client, wait = 0): Promise<{ body: string; handle: string }[]> => {
	const { Messages = [] } = await from.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: wait }));
	return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, handle: ReceiptHandle }));
};
const isAlive = (pid: number): boolean => {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
};

it('keeps a FIFO group in order and blocked while one of it is in flight; other groups go on', async () => {
	const QueueUrl = queues.queueUrl('pulls.fifo');
	await client.send(new CreateQueueCommand({ QueueName: 'pulls.fifo', Attributes: { FifoQueue: 'true' } }));
	const send = (group: string, body: string) =>
		client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: body }));
	await send('a', 'a1');
	await send('a', 'a1');
	await send('a', 'a2');
	await send('b', 'b1');
	const first = await receive(QueueUrl);
	expect(first.map(({ body }) => body).sort()).toEqual(['a1', 'b1']);
	expect(await receive(QueueUrl)).toEqual([]);
	await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first.find(({ body }) => body === 'a1')?.handle }));
	expect((await receive(QueueUrl)).map(({ body }) => body)).toEqual(['a2']);
});

it('moves a message to the dead-letter queue after three receives', async () => {
	await client.send(new CreateQueueCommand({ QueueName: 'notices-dead' }));
	const dead = queues.queueUrl('notices-dead');
	const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }));
	await client.send(
		new CreateQueueCommand({
			QueueName: 'notices',
			Attributes: {
				VisibilityTimeout: '0',
				RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 3 }),
			},
		}),
	);
	const QueueUrl = queues.queueUrl('notices');
	await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
	for (let i = 0; i < 3; i++) expect(await receive(QueueUrl)).toHaveLength(1);
	expect(await receive(QueueUrl)).toEqual([]);
	expect(await receive(dead, client, 1)).toMatchObject([{ body: 'poison' }]);
});

it('listens on the loopback only, checks Host, and says when its port is taken', async () => {
	const outside = Object.values(networkInterfaces())
		.flat()
		.find((address) => address?.family === 'IPv4' && !address.internal)?.address;
	if (outside) {
		const outcome = await new Promise((resolve) => {
			const socket = connect({ host: outside, port: queues.port }, () => {
				socket.destroy();
				resolve('connected');
			}).on('error', () => resolve('refused'));
			socket.setTimeout(2000, () => {
				socket.destroy();
				resolve('refused');
			});
		});
		expect(outcome).toBe('refused');
	} else console.warn('no network address here: only the loopback could be tried');
	const status = await new Promise((resolve, reject) => {
		get({ host: '127.0.0.1', port: queues.port, path: '/_fauxqs/queues', headers: { host: 'evil.example' } }, (response) => {
			response.resume();
			resolve(response.statusCode);
		}).on('error', reject);
	});
	expect(status).toBe(403);
	await expect(startQueues({ port: queues.port, dir: null })).rejects.toMatchObject({ name: 'PortTaken' });
});

it('dies with a parent that is killed; after it no message is lost, and none still hidden', { timeout: 30_000 }, async () => {
	const dir = mkdtempSync(join(tmpdir(), 'cobro-queues-'));
	const program = `
		const { startQueues } = await import(${JSON.stringify(new URL('../../../local/aws/queues/index.ts', import.meta.url).href)});
		const queues = await startQueues({ port: 0, dir: process.argv[1] });
		console.log(JSON.stringify({ url: queues.url, pid: queues.pid }));`;
	const parent = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
	const { url, pid } = JSON.parse(line) as { url: string; pid: number };
	const doomed = clientOf(url);
	await doomed.send(new CreateQueueCommand({ QueueName: 'kept', Attributes: { VisibilityTimeout: '600' } }));
	for (let i = 0; i < 20; i++) await doomed.send(new SendMessageCommand({ QueueUrl: `${url}/000000000000/kept`, MessageBody: String(i) }));
	expect(await receive(`${url}/000000000000/kept`, doomed)).toHaveLength(10);
	expect(isAlive(pid)).toBe(true);
	parent.kill('SIGKILL');
	await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);

	const again = await startQueues({ port: 0, dir });
	const after = clientOf(again.url);
	const back = await receive(again.queueUrl('kept'), after);
	expect(back.length).toBeGreaterThan(0);
	for (const { handle } of back)
		await after.send(new ChangeMessageVisibilityCommand({ QueueUrl: again.queueUrl('kept'), ReceiptHandle: handle, VisibilityTimeout: 0 }));
	const bodies = new Set<string>();
	await expect
		.poll(
			async () => {
				for (const { body } of await receive(again.queueUrl('kept'), after)) bodies.add(body);
				return bodies.size;
			},
			{ timeout: 10_000 },
		)
		.toBe(20);
	await again.close();
	expect(isAlive(again.pid)).toBe(false);
	rmSync(dir, { recursive: true });
});
