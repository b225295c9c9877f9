/** The port `files` over one S3 bucket. The SDK is loaded when the first file is touched. */
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { FileMissing, type Files } from '../../ports/files.ts';

const load = () => import('./sdk.cjs');

const isMissing = (error: unknown): boolean => error instanceof Error && ['NoSuchUpload', 'NoSuchKey', 'NotFound'].includes(error.name);

/** `config` is for tests and benches (endpoint, credentials). In Lambda the environment says it all. */
export const s3Files = (bucket: string, config: S3ClientConfig = {}): Files => {
	let opened: Promise<{ readonly sdk: Awaited<ReturnType<typeof load>>; readonly client: S3Client }> | null = null;
	const open = () => {
		opened ??= load().then((sdk) => ({ sdk, client: new sdk.s3.S3Client({ maxAttempts: 4, ...config }) }));
		return opened;
	};
	return {
		put: async (Key, Body, ContentType) => {
			const { sdk, client } = await open();
			await client.send(new sdk.s3.PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
		},
		begin: async (Key, ContentType) => {
			const { sdk, client } = await open();
			const { UploadId } = await client.send(new sdk.s3.CreateMultipartUploadCommand({ Bucket: bucket, Key, ContentType }));
			if (!UploadId) throw new Error('S3 began an upload without an id');
			return UploadId;
		},
		part: async (Key, UploadId, PartNumber, Body) => {
			const { sdk, client } = await open();
			const { ETag } = await client.send(new sdk.s3.UploadPartCommand({ Bucket: bucket, Key, UploadId, PartNumber, Body }));
			if (!ETag) throw new Error('S3 took a part without a tag');
			return ETag;
		},
		complete: async (Key, UploadId, tags) => {
			const { sdk, client } = await open();
			const Parts = tags.map((ETag, i) => ({ ETag, PartNumber: i + 1 }));
			try {
				await client.send(new sdk.s3.CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, MultipartUpload: { Parts } }));
			} catch (error) {
				if (!isMissing(error)) throw error;
				// The upload is gone. If the file is there, we completed it and the answer was lost.
				try {
					await client.send(new sdk.s3.HeadObjectCommand({ Bucket: bucket, Key }));
				} catch (missing) {
					throw isMissing(missing) ? new FileMissing('neither the upload nor its file is there', { cause: error }) : missing;
				}
			}
		},
		abort: async (Key, UploadId) => {
			const { sdk, client } = await open();
			try {
				await client.send(new sdk.s3.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
			} catch (error) {
				if (!isMissing(error)) throw error;
			}
		},
		read: async (Key) => {
			const { sdk, client } = await open();
			try {
				const { Body } = await client.send(new sdk.s3.GetObjectCommand({ Bucket: bucket, Key }));
				// On Node the body is a stream of bytes.
				return Body as AsyncIterable<Uint8Array>;
			} catch (error) {
				throw isMissing(error) ? new FileMissing('there is no such file', { cause: error }) : error;
			}
		},
		link: async (Key, name, type, seconds) => {
			const { sdk, client } = await open();
			const command = new sdk.s3.GetObjectCommand({
				Bucket: bucket,
				Key,
				ResponseContentDisposition: `attachment; filename="${name}"`,
				ResponseContentType: type,
				ResponseCacheControl: 'no-store',
			});
			return sdk.getSignedUrl(client, command, { expiresIn: seconds });
		},
	};
};
