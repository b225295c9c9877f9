/** A second person in somebody's company, by an invitation as people make it. */
import type { GivenRole } from '../../shared/domain/invitation.ts';
import { invitationFor, inviteForm, joined, peopleOf, post } from './invited.ts';
import type { Running } from './running.ts';
import { signedIn } from './signed-in.ts';
import type { Visitor } from './visitor.ts';

const address = 'boris@demo.example';

const done = async (running: Running, who: Visitor, path: string, fields: readonly (readonly [string, string])[]): Promise<void> => {
	const { status, html } = await post(running, who, path, fields);
	if (status >= 300) throw new Error(`${path}: ${status} ${html}`);
};

/** Boris, as an owner, joins the company of Ana, who has signed in; then Ana gets her roles from him. Each has these from their next request on. */
export const borisJoins = async (
	running: Running,
	roles: { readonly ana: readonly GivenRole[]; readonly boris: readonly ['owner', ...GivenRole[]] },
): Promise<void> => {
	const { visitor: ana } = await signedIn(running.stack);
	if (!(await peopleOf(running, ana)).people.some(({ email }) => email === address)) {
		await done(running, ana, '/people/invitations', inviteForm(address, roles.boris));
		await running.stack.idle();
		await joined(await invitationFor(running, address), 'Boris');
	}
	const { visitor: boris } = await signedIn(running.stack, 'Boris');
	const her = (await peopleOf(running, boris)).people.find(({ you }) => !you);
	if (!her) throw new Error('Boris is in another company');
	await done(
		running,
		boris,
		`/people/${her.id}/roles`,
		roles.ana.map((role) => ['roles', role]),
	);
};
