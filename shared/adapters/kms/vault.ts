/**
 * The `vault` port over KMS Encrypt and Decrypt. Company and purpose are the encryption context: they are authenticated with the text, appear in
 * CloudTrail, and key policies condition on them. KMS takes at most 4,096 bytes of plain text, so each token is sealed apart.
 */
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SealContext, Vault } from '../../ports/vault.ts';

const contextOf = ({ company, purpose }: SealContext): Record<string, string> => ({ company, purpose });

export const kmsVault = (keyId: string, client = new KMSClient({})): Vault => ({
	async seal(context, plain) {
		const { CiphertextBlob } = await client.send(
			new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from(plain, 'utf8'), EncryptionContext: contextOf(context) }),
		);
		if (!CiphertextBlob) throw new Error('KMS answered without a ciphertext');
		return Buffer.from(CiphertextBlob).toString('base64');
	},
	async open(context, sealed) {
		const { Plaintext } = await client.send(
			new DecryptCommand({ KeyId: keyId, CiphertextBlob: Buffer.from(sealed, 'base64'), EncryptionContext: contextOf(context) }),
		);
		if (!Plaintext) throw new Error('KMS answered without a plaintext');
		return Buffer.from(Plaintext).toString('utf8');
	},
});
