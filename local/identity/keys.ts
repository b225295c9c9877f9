/** The issuer's signing key: made once, kept in the state folder, so that sessions survive a restart. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';

export type SigningKey = { readonly id: string; readonly sign: CryptoKey; readonly published: JWK };

/** RS256, as Cognito signs. `dir` null: a key for this process only. */
export const openSigningKey = async (dir: string | null): Promise<SigningKey> => {
	const file = dir ? join(dir, 'signing-key.json') : null;
	let kept: JWK;
	if (file && existsSync(file)) kept = JSON.parse(readFileSync(file, 'utf8')) as JWK;
	else {
		const { privateKey } = await generateKeyPair('RS256', { extractable: true });
		kept = await exportJWK(privateKey);
		if (dir && file) {
			mkdirSync(dir, { recursive: true });
			writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
		}
	}
	const sign = await importJWK(kept, 'RS256');
	if (sign instanceof Uint8Array || !kept.n || !kept.e)
		throw new Error(`${file ?? 'the signing key'} is not an RSA key: start with --fresh`);
	const id = await calculateJwkThumbprint(kept);
	return { id, sign, published: { kty: 'RSA', n: kept.n, e: kept.e, alg: 'RS256', use: 'sig', kid: id } };
};
