/** The port `files` over HTTP, against the local S3. */
import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalQueues, startQueues } from '../../../../local/aws/queues/index.ts';
import { s3Files } from '../../../../shared/adapters/s3/files.ts';
import { FileMissing, type Files } from '../../../../shared/ports/files.ts';

let queues: LocalQueues;
let files: Files;
beforeAll(async () => {
	queues = await startQueues({ port: 0, dir: null });
	const config = { endpoint: queues.url, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
	const admin = new S3Client({ ...config, forcePathStyle: true });
	await admin.send(new CreateBucketCommand({ Bucket: 'files' }));
	admin.destroy();
	files = s3Files('files', config);
});
afterAll(() => queues.close());

const read = async (key: string): Promise<Buffer> => {
	const chunks: Uint8Array[] = [];
	for await (const chunk of await files.read(key)) chunks.push(chunk);
	return Buffer.concat(chunks);
};

it('keeps a whole file, an empty one too; the last put wins', async () => {
	const bytes = randomBytes(300_000);
	await files.put('a/whole.csv', randomBytes(10), 'text/csv');
	await files.put('a/whole.csv', bytes, 'text/csv');
	expect((await read('a/whole.csv')).equals(bytes)).toBe(true);
	await files.put('a/empty.jsonl', Buffer.alloc(0), 'application/x-ndjson');
	expect(await read('a/empty.jsonl')).toHaveLength(0);
	await expect(files.read('a/none')).rejects.toThrow(FileMissing);
});

it('puts parts together; a part sent again replaces itself; completing twice is completing once', { timeout: 30_000 }, async () => {
	const parts = [randomBytes(5 << 20), randomBytes(5 << 20), randomBytes(77)];
	const upload = await files.begin('a/parts.csv', 'text/csv');
	await files.part('a/parts.csv', upload, 1, randomBytes(5 << 20));
	const tags: string[] = [];
	for (const [i, bytes] of parts.entries()) tags.push(await files.part('a/parts.csv', upload, i + 1, bytes));
	await expect(files.read('a/parts.csv')).rejects.toThrow(FileMissing);
	await files.complete('a/parts.csv', upload, tags);
	await files.complete('a/parts.csv', upload, tags);
	expect((await read('a/parts.csv')).equals(Buffer.concat(parts))).toBe(true);
});

it('gives an upload up, twice; then there is nothing to complete', async () => {
	const upload = await files.begin('a/given-up.csv', 'text/csv');
	const tag = await files.part('a/given-up.csv', upload, 1, randomBytes(10));
	await files.abort('a/given-up.csv', upload);
	await files.abort('a/given-up.csv', upload);
	await expect(files.complete('a/given-up.csv', upload, [tag])).rejects.toThrow(FileMissing);
	await expect(files.read('a/given-up.csv')).rejects.toThrow(FileMissing);
});

it('signs an address that anyone can fetch from, under a name', async () => {
	await files.put('exports/c/1/x.csv', Buffer.from('a,b\r\n'), 'text/csv; charset=utf-8');
	const answer = await fetch(await files.link('exports/c/1/x.csv', 'x.csv', 'text/csv; charset=utf-8', 300));
	expect(Object.fromEntries(answer.headers)).toMatchObject({
		'content-disposition': 'attachment; filename="x.csv"',
		'content-type': 'text/csv; charset=utf-8',
		'cache-control': 'no-store',
	});
	expect(await answer.text()).toBe('a,b\r\n');
	expect(new URL(await files.link('k', 'x.csv', 'text/csv', 300)).searchParams.get('X-Amz-Expires')).toBe('300');
});
