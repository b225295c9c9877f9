import { createHash, randomBytes } from 'node:crypto';
import type { SignIn } from '../../shared/ports/sign-in.ts';

/** What the browser keeps (HttpOnly) until it comes back from the sign-in service; nothing is stored with us. */
export type PendingSignIn = { readonly state: string; readonly nonce: string; readonly verifier: string };

const random = (): string => randomBytes(32).toString('base64url');

export const beginSignIn = async (
	redirectUri: string,
	{ signIn }: { readonly signIn: SignIn },
): Promise<{ readonly url: string; readonly pending: PendingSignIn }> => {
	const pending: PendingSignIn = { state: random(), nonce: random(), verifier: random() };
	const challenge = createHash('sha256').update(pending.verifier).digest('base64url');
	return { url: await signIn.authorizeUrl({ state: pending.state, nonce: pending.nonce, challenge, redirectUri }), pending };
};
