/** A process killed while it writes leaves whole transactions, and indexes that agree with their table. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { startDynamo } from '../../../local/aws/dynamo/index.ts';
import { tableDefinition } from '../../../local/aws/dynamo/table-definition.ts';

const TableName = 'cobro';
const kills = 5;
const items = 20;

const connect = (endpoint: string): DynamoDBDocumentClient =>
	DynamoDBDocumentClient.from(
		new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 }),
	);

const startChild = async (dir: string) => {
	const program = `
		const { startDynamo } = await import(${JSON.stringify(new URL('../../../local/aws/dynamo/index.ts', import.meta.url).href)});
		const dynamo = await startDynamo({ port: 0, dir: process.argv[1] });
		if (process.argv[2] === 'late') dynamo.faults.indexLag = { unit: 'writes', min: 0, max: 6 };
		console.log(dynamo.url);`;
	return (late: boolean) =>
		spawn(process.execPath, ['--input-type=module', '-e', program, dir, late ? 'late' : ''], { stdio: ['ignore', 'pipe', 'inherit'] });
};

/** Transaction n writes n into every item and moves all of them to the index entry n. */
const transaction = (n: number) =>
	new TransactWriteCommand({
		ClientRequestToken: `n${n}`,
		TransactItems: Array.from({ length: items }, (_, i) => ({
			Put: {
				TableName,
				Item: { pk: `item${i}`, sk: '1', g1p: 'ALL', g1s: String(n).padStart(6, '0'), rev: n, ttl: 4_000_000_000 + n },
			},
		})),
	});

it(`survives ${kills} × kill -9 in the middle of transactions`, { timeout: 60_000 }, async () => {
	const dir = mkdtempSync(join(tmpdir(), 'cobro-kill-'));
	const child = await startChild(dir);
	let n = 0;
	let acknowledged = 0;
	for (let kill = 0; kill < kills; kill++) {
		const process = child(kill % 2 === 1);
		const [url] = (await once(createInterface({ input: process.stdout }), 'line')) as [string];
		const client = connect(url);
		if (kill === 0) {
			await client.send(new CreateTableCommand(tableDefinition(TableName)));
			await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } }));
		}
		try {
			for (let round = 0; ; round++) {
				n += 1;
				// By progress, not by time, so that a busy machine kills as much in the middle as an idle one.
				if (round === 4 + kill) setTimeout(() => process.kill('SIGKILL'), Math.random() * 30);
				await client.send(transaction(n));
				acknowledged = n;
			}
		} catch (error) {
			expect(String(error)).toMatch(/ECONNRESET|ECONNREFUSED|socket hang up|other side closed/);
		}
		if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
		client.destroy();

		const dynamo = await startDynamo({ port: 0, dir });
		const after = connect(dynamo.url);
		const stored = await after.send(
			new BatchGetCommand({
				RequestItems: { [TableName]: { Keys: Array.from({ length: items }, (_, i) => ({ pk: `item${i}`, sk: '1' })) } },
			}),
		);
		const revisions = new Set(stored.Responses?.[TableName]?.map((item) => Number(item.rev)));
		expect(stored.Responses?.[TableName]).toHaveLength(items);
		expect(revisions.size).toBe(1);
		const [revision = 0] = revisions;
		expect([acknowledged, acknowledged + 1]).toContain(revision);
		const index = await after.send(
			new QueryCommand({ TableName, IndexName: 'byOwner', KeyConditionExpression: 'g1p = :p', ExpressionAttributeValues: { ':p': 'ALL' } }),
		);
		expect(index.Items?.map((item) => Number(item.rev))).toEqual(Array.from({ length: items }, () => revision));
		// The token survived too: a transaction that was done is not done again, one that was not is done now.
		await after.send(transaction(revision));
		after.destroy();
		await dynamo.close();
	}
	console.log(`${kills} kills, ${acknowledged} acknowledged transactions of ${items} items, none halved`);
	expect(acknowledged).toBeGreaterThan(kills);
	rmSync(dir, { recursive: true });
});
