import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	CompleteMultipartUploadCommand,
	CreateBucketCommand,
	CreateMultipartUploadCommand,
	GetObjectCommand,
	HeadObjectCommand,
	PutObjectCommand,
	S3Client,
	UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalQueues, startQueues } from '../../local/aws/queues/index.ts';

const Bucket = 'exports';
const clientOf = (endpoint: string): S3Client =>
	new S3Client({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, forcePathStyle: true });

let dir: string;
let queues: LocalQueues;
let s3: S3Client;
beforeAll(async () => {
	dir = mkdtempSync(join(tmpdir(), 'cobro-s3-'));
	queues = await startQueues({ port: 0, dir });
	s3 = clientOf(queues.url);
	await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
	s3.destroy();
	await queues.close();
	rmSync(dir, { recursive: true });
});

const sha256 = (...chunks: Uint8Array[]): string => createHash('sha256').update(Buffer.concat(chunks)).digest('hex');

it('gives an object through a presigned URL: its bytes, and the name it is to be saved under', async () => {
	const Key = 'C1/экспорт 1.csv';
	const bytes = randomBytes(100_000);
	await s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: 'text/csv' }));
	const ResponseContentDisposition = `attachment; filename="export.csv"; filename*=UTF-8''${encodeURIComponent('экспорт.csv')}`;
	const named = { ResponseContentDisposition, ResponseContentType: 'text/csv; charset=utf-8', ResponseCacheControl: 'no-store' };
	const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...named }), { expiresIn: 300 });
	expect(new URL(url).pathname.startsWith('/exports/C1/')).toBe(true);
	const answer = await fetch(url);
	expect(Object.fromEntries(answer.headers)).toMatchObject({
		'content-disposition': ResponseContentDisposition,
		'content-type': 'text/csv; charset=utf-8',
		'cache-control': 'no-store',
		'content-length': '100000',
	});
	expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(bytes));
	const plain = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key })));
	expect([plain.headers.get('content-type'), plain.headers.get('content-disposition')]).toEqual(['text/csv', null]);
	const none = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'none', ...named })));
	expect([none.status, none.headers.get('content-disposition')]).toEqual([404, null]);
	const broken = await fetch(`${queues.url}/exports/none?response-content-type=${encodeURIComponent('a\r\nb: c')}`);
	expect(broken.status).toBe(400);
});

it('puts an upload of several parts together, byte for byte, and has it after a restart', { timeout: 30_000 }, async () => {
	const Key = 'C1/big.jsonl';
	const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'application/x-ndjson' }));
	const chunks = [randomBytes(5 << 20), randomBytes(5 << 20), randomBytes(1234)];
	const Parts = await Promise.all(
		chunks.map(async (Body, i) => {
			const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: i + 1, Body }));
			return { ETag, PartNumber: i + 1 };
		}),
	);
	await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
	expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
		ContentLength: 2 * (5 << 20) + 1234,
		ContentType: 'application/x-ndjson',
	});
	s3.destroy();
	await queues.close();
	queues = await startQueues({ port: 0, dir });
	s3 = clientOf(queues.url);
	const answer = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key })));
	expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(...chunks));
});
