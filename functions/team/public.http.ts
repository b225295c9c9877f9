import { dayIn } from '../../shared/domain/day.ts';
import { type Budget, neighbourhoodOf, Pace } from '../../shared/domain/pace.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { companies, directory, people } from '../../shared/runtime/data.ts';
import { type Answer, goTo, type Request } from '../../shared/runtime/http-types.ts';
import { onPublic } from '../../shared/runtime/on-public.ts';
import { cookie, cookieName, hubOrigin, signIn } from '../../shared/runtime/session.ts';
import { pageAnswer, problemAnswer } from '../../web/answers.ts';
import { joinPage, notJoinedPage, toSignInPage } from '../../web/join-page.ts';
import { viewInvitation } from './accept-invitation.ts';
import { beginSignIn, type PendingSignIn } from './begin-sign-in.ts';
import { completeSignIn } from './complete-sign-in.ts';

const redirectUri = (): string => `${hubOrigin()}/sign-in/callback`;

const pendingIn = (text: string | undefined): PendingSignIn | null => {
	const [state, nonce, verifier, invitation] = (text ?? '').split('.');
	return state && nonce && verifier ? { state, nonce, verifier, ...(invitation ? { invitation } : {}) } : null;
};
const kept = ({ state, nonce, verifier, invitation }: PendingSignIn): string =>
	cookie('sign-in', [state, nonce, verifier, ...(invitation === undefined ? [] : [invitation])].join('.'), 600);

/** Invitations looked at, by one neighbourhood: in memory, since no GET writes. A token is 256 random bits: this is for our own sake. */
const looks: Budget = { times: 60, seconds: 60 };
const pace = new Pace(looks);
const mustBeSlow = ({ address }: Request): void => {
	if (pace.spend(neighbourhoodOf(address), clock.now()) !== null)
		throw new Refusal(
			429,
			'TOO_OFTEN',
			'That was too often',
			'Too many invitations were opened from where you are. Try again in a minute.',
		);
};

const tokenOf = ({ params }: Request): string => params.token ?? '';
const ports = () => ({ signIn: signIn(), companies: companies(), directory: directory(), people: people(), clock });

/** Those that another sign-in may put right. */
const otherAddress = new Set(['OTHER_ADDRESS', 'ADDRESS_UNPROVEN', 'IN_ANOTHER_COMPANY']);
const joining = new Set([
	...otherAddress,
	'INVITATION_UNKNOWN',
	'INVITATION_USED',
	'INVITATION_REVOKED',
	'INVITATION_EXPIRED',
	'INVITATION_REPLACED',
]);
/** In plain words on a page of its own; for programs the problem as it is. */
const orSaid = async (request: Request, token: string | undefined, go: () => Promise<Answer>): Promise<Answer> => {
	try {
		return await go();
	} catch (error) {
		if (!(error instanceof Refusal) || !request.wantsPage || !joining.has(error.code)) throw error;
		const again = token !== undefined && otherAddress.has(error.code) ? token : null;
		return pageAnswer(notJoinedPage({ title: error.title, detail: error.message, token: again }), error.status);
	}
};

const shown = async (request: Request): Promise<Answer> => {
	mustBeSlow(request);
	const token = tokenOf(request);
	return orSaid(request, token, async () => {
		const view = await viewInvitation(token, ports());
		const today = dayIn(view.timeZone, clock.now());
		return pageAnswer(joinPage({ token, view, clock: { timeZone: view.timeZone, today } }));
	});
};

/** Only from our own page: another site that sends somebody here must not make them join. */
const accepted = async (request: Request): Promise<Answer> => {
	mustBeSlow(request);
	if (request.headers.origin !== hubOrigin())
		throw new Refusal(403, 'OTHER_SITE', 'This came from another site', 'Open the link in the letter and press its button.');
	const token = tokenOf(request);
	return orSaid(request, token, async () => {
		await viewInvitation(token, ports());
		const { url, pending } = await beginSignIn(redirectUri(), { signIn: signIn() }, token);
		return { ...pageAnswer(toSignInPage(url)), cookies: [kept(pending)] };
	});
};

export const handler = onPublic(
	{
		'GET /sign-in': async () => {
			const { url, pending } = await beginSignIn(redirectUri(), { signIn: signIn() });
			return goTo(url, [kept(pending)]);
		},
		'GET /sign-in/callback': async (request) => {
			const { query, cookies } = request;
			const pending = pendingIn(cookies[cookieName('sign-in')]);
			return orSaid(request, pending?.invitation, async () => {
				const returned = { code: query.code, state: query.state, redirectUri: redirectUri() };
				const { token, expiresAt } = await completeSignIn(returned, pending, ports());
				const seconds = Math.max(0, expiresAt - Math.floor(Date.parse(clock.now()) / 1000));
				return goTo('/', [cookie('session', token, seconds), cookie('sign-in', '', 0)]);
			});
		},
		'GET /join/{token}': shown,
		'POST /join/{token}': accepted,
	},
	problemAnswer,
);
