/**
 * KMS on this machine: Encrypt, Decrypt, GenerateDataKey and DescribeKey for symmetric keys. Any key id exists; an ARN or `alias/…` names the same
 * key as its last part. Nothing here is a real protection of secrets: the master key lies beside the data, as a laptop's does.
 */
import { randomBytes } from 'node:crypto';
import { AwsError, type AwsOperations, type AwsRequest, bytesOf, serveAwsJson, textOf } from '../json-protocol.ts';
import { masterKey } from './master-key.ts';
import { type EncryptionContext, open, seal } from './seal.ts';

export type LocalKeys = {
	/** `http://127.0.0.1:<port>`: the SDK's `endpoint`. */
	readonly url: string;
	readonly port: number;
	close(): Promise<void>;
};

/** KMS takes no more of plain text in one call. */
const maxPlain = 4096;
const keySpecs: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const arnOf = (name: string): string => `arn:aws:kms:us-east-1:000000000000:key/${name}`;
const keyOf = (request: AwsRequest): string => {
	const name = nameOf(textOf(request, 'KeyId'));
	if (!/^[A-Za-z0-9_.:-]{1,200}$/.test(name)) throw new AwsError('NotFoundException', 'the key id is not well formed');
	return name;
};

const contextOf = (request: AwsRequest): EncryptionContext => {
	const context = request.EncryptionContext ?? {};
	if (typeof context !== 'object' || context === null || Object.values(context).some((value) => typeof value !== 'string'))
		throw new AwsError('ValidationException', 'EncryptionContext must map texts to texts');
	return context as EncryptionContext;
};

const operationsOf = (master: Buffer): AwsOperations => ({
	Encrypt: (request) => {
		const name = keyOf(request);
		const plain = bytesOf(request, 'Plaintext');
		if (plain.length > maxPlain)
			throw new AwsError(
				'ValidationException',
				`Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to ${maxPlain}`,
			);
		const blob = seal(master, name, contextOf(request), plain);
		return { KeyId: arnOf(name), CiphertextBlob: blob.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
	},
	Decrypt: (request) => {
		const opened = open(master, contextOf(request), bytesOf(request, 'CiphertextBlob'));
		if (!opened) throw new AwsError('InvalidCiphertextException', '');
		if (request.KeyId !== undefined && keyOf(request) !== opened.keyId)
			throw new AwsError('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.');
		return { KeyId: arnOf(opened.keyId), Plaintext: opened.plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
	},
	GenerateDataKey: (request) => {
		const name = keyOf(request);
		const size = typeof request.NumberOfBytes === 'number' ? request.NumberOfBytes : keySpecs[textOf(request, 'KeySpec')];
		if (!size || size > 1024) throw new AwsError('ValidationException', 'KeySpec must be AES_256 or AES_128, or NumberOfBytes 1 to 1024');
		const plain = randomBytes(size);
		return {
			KeyId: arnOf(name),
			Plaintext: plain.toString('base64'),
			CiphertextBlob: seal(master, name, contextOf(request), plain).toString('base64'),
		};
	},
	DescribeKey: (request) => {
		const name = keyOf(request);
		return {
			KeyMetadata: {
				KeyId: name,
				Arn: arnOf(name),
				Enabled: true,
				KeyState: 'Enabled',
				KeyUsage: 'ENCRYPT_DECRYPT',
				KeySpec: 'SYMMETRIC_DEFAULT',
				EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
			},
		};
	},
});

/** @param options.dir holds `master.key` (mode 0600); null: a new key every time. @throws PortTaken */
export const startKeys = async (options: { port: number; dir: string | null }): Promise<LocalKeys> => {
	const operations = operationsOf(masterKey(options.dir));
	const server = await serveAwsJson({ port: options.port, name: 'KMS', prefix: 'TrentService', operations });
	return { url: server.origin, port: server.port, close: () => server.close() };
};
