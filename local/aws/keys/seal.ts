/**
 * AES-256-GCM with the encryption context as additional data, as KMS does it: the text opens only with the same key and the same context.
 * A blob is: version (1), key id length (1), key id, nonce (12), tag (16), cipher text.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const version = 1;
export type EncryptionContext = Readonly<Record<string, string>>;

/** Order of the pairs does not matter, as in AWS; key id and context are both authenticated. */
const additionalData = (keyId: string, context: EncryptionContext): Buffer =>
	Buffer.from(JSON.stringify([keyId, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]));

/** Every key id has a key of its own, derived from the master key. */
const derive = (master: Buffer, keyId: string): Buffer => createHmac('sha256', master).update(keyId).digest();

export const seal = (master: Buffer, keyId: string, context: EncryptionContext, plain: Buffer): Buffer => {
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', derive(master, keyId), nonce).setAAD(additionalData(keyId, context));
	const text = Buffer.concat([cipher.update(plain), cipher.final()]);
	const id = Buffer.from(keyId);
	return Buffer.concat([Buffer.from([version, id.length]), id, nonce, cipher.getAuthTag(), text]);
};

/** null: it was sealed with another key or context, changed, or is no sealed text at all. KMS does not say which either. */
export const open = (master: Buffer, context: EncryptionContext, blob: Buffer): { keyId: string; plain: Buffer } | null => {
	const idLength = blob[1] ?? 0;
	const nonceAt = 2 + idLength;
	if (blob[0] !== version || blob.length < nonceAt + 28) return null;
	const keyId = blob.subarray(2, nonceAt).toString();
	const decipher = createDecipheriv('aes-256-gcm', derive(master, keyId), blob.subarray(nonceAt, nonceAt + 12), { authTagLength: 16 })
		.setAAD(additionalData(keyId, context))
		.setAuthTag(blob.subarray(nonceAt + 12, nonceAt + 28));
	try {
		return { keyId, plain: Buffer.concat([decipher.update(blob.subarray(nonceAt + 28)), decipher.final()]) };
	} catch {
		return null;
	}
};
