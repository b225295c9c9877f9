import { createHash, randomBytes } from 'node:crypto';
import type { SignIn } from '../../shared/ports/sign-in.ts';

/** What the browser keeps (HttpOnly) until it comes back from the sign-in service; nothing is stored with us. `invitation`: the token of one that is accepted with it. */
export type PendingSignIn = { readonly state: string; readonly nonce: string; readonly verifier: string; readonly invitation?: string };

const random = (): string => randomBytes(32).toString('base64url');

export const beginSignIn = async (
	redirectUri: string,
	{ signIn }: { readonly signIn: SignIn },
	invitation?: string,
): Promise<{ readonly url: string; readonly pending: PendingSignIn }> => {
	const pending: PendingSignIn = {
		state: random(),
		nonce: random(),
		verifier: random(),
		...(invitation === undefined ? {} : { invitation }),
	};
	const challenge = createHash('sha256').update(pending.verifier).digest('base64url');
	// Who is signed in there with another address could choose no other one, and nobody joins without having said who they are.
	const askAnew = invitation !== undefined;
	return { url: await signIn.authorizeUrl({ state: pending.state, nonce: pending.nonce, challenge, redirectUri, askAnew }), pending };
};
