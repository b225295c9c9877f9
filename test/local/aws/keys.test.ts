import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalKeys, startKeys } from '../../../local/aws/keys/index.ts';

const clientOf = (endpoint: string): KMSClient =>
	new KMSClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
const dir = mkdtempSync(join(tmpdir(), 'cobro-keys-'));
const EncryptionContext = { company: 'acme', purpose: 'refresh' };
const KeyId = 'grants';
let keys: LocalKeys;
let client: KMSClient;
const encrypt = async (plain: Buffer): Promise<Uint8Array> => {
	const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId, Plaintext: plain, EncryptionContext }));
	return CiphertextBlob ?? new Uint8Array();
};

beforeAll(async () => {
	keys = await startKeys({ port: 0, dir });
	client = clientOf(keys.url);
});
afterAll(async () => {
	await keys.close();
	rmSync(dir, { recursive: true });
});

it('opens with the same context in any order, and with no other', async () => {
	const CiphertextBlob = await encrypt(Buffer.from('token é'));
	const open = (context: Record<string, string>, blob = CiphertextBlob) =>
		client.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: context }));
	expect(Buffer.from((await open({ purpose: 'refresh', company: 'acme' })).Plaintext ?? []).toString()).toBe('token é');
	for (const context of [{}, { company: 'acme' }, { company: 'other', purpose: 'refresh' }, { ...EncryptionContext, more: 'x' }])
		await expect(open(context)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
	for (const at of [0, 1, 5, 20, CiphertextBlob.length - 1]) {
		const changed = Uint8Array.from(CiphertextBlob);
		changed[at] = (changed[at] ?? 0) ^ 1;
		await expect(open(EncryptionContext, changed)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
	}
	await expect(open(EncryptionContext, Uint8Array.from([1, 2, 3]))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
	await expect(client.send(new DecryptCommand({ KeyId: 'another', CiphertextBlob, EncryptionContext }))).rejects.toMatchObject({
		name: 'IncorrectKeyException',
	});
});

it('takes 4,096 bytes and not one more; never seals alike', async () => {
	expect(await encrypt(Buffer.alloc(4096))).not.toEqual(await encrypt(Buffer.alloc(4096)));
	await expect(encrypt(Buffer.alloc(4097))).rejects.toMatchObject({ name: 'ValidationException' });
});

it('describes keys and makes data keys', async () => {
	const described = await client.send(new DescribeKeyCommand({ KeyId: `arn:aws:kms:us-east-1:000000000000:key/${KeyId}` }));
	expect(described.KeyMetadata).toMatchObject({ KeyId, KeyState: 'Enabled' });
	const { Plaintext, CiphertextBlob } = await client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));
	expect(Plaintext).toHaveLength(32);
	expect((await client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).Plaintext).toEqual(Plaintext);
});

it('keeps its master key in a file of its owner, and opens old texts after a restart; a key in memory opens none', async () => {
	const CiphertextBlob = await encrypt(Buffer.from('kept'));
	const file = join(dir, 'master.key');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(readFileSync(file)).toHaveLength(32);
	const again = await startKeys({ port: 0, dir });
	const decrypt = new DecryptCommand({ CiphertextBlob, EncryptionContext });
	expect(Buffer.from((await clientOf(again.url).send(decrypt)).Plaintext ?? []).toString()).toBe('kept');
	await again.close();
	const fresh = await startKeys({ port: 0, dir: null });
	await expect(clientOf(fresh.url).send(decrypt)).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
	await fresh.close();
	await expect(startKeys({ port: keys.port, dir: null })).rejects.toMatchObject({ name: 'PortTaken' });
});
