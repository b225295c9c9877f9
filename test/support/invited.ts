/** An invitation as people handle it: made on the page, read in the inbox, accepted by its link. */
import type { PeopleView } from '../../shared/wire/people-view.ts';
import { arrived } from './road/inbox.ts';
import type { Running } from './running.ts';
import { type Shown, Visitor } from './visitor.ts';

export const peopleOf = ({ stack }: Running, who: Visitor): Promise<PeopleView> => who.json<PeopleView>(`${stack.hubOrigin}/people`);

export const post = ({ stack }: Running, who: Visitor, path: string, fields: readonly (readonly [string, string])[]): Promise<Shown> =>
	who.request(`${stack.hubOrigin}${path}`, {
		method: 'POST',
		body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
		accept: 'application/json',
	});

export const inviteForm = (email: string, roles: readonly string[], language = 'en'): readonly (readonly [string, string])[] => [
	['email', email],
	...roles.map((role) => ['roles', role] as const),
	['language', language],
];

/** The link in the latest letter to this address. Throws where there is none. */
export const invitationFor = async ({ stack }: Running, email: string): Promise<string> => {
	const mail = arrived(stack.mail).findLast(({ to, subject }) => to === email && subject.includes('Cobro'));
	const found = mail && /https?:\/\/[^\s"<>]+\/join\/[\w-]{43}/.exec((await stack.mail.read(mail.id))?.text ?? '')?.[0];
	if (found === undefined) throw new Error(`no invitation came to ${email}`);
	return found;
};

/** Opens the link, presses its button, and signs in as one of the demo people. */
export const joined = async (link: string, who: 'Ana' | 'Boris', visitor = new Visitor()): Promise<{ visitor: Visitor; page: Shown }> => {
	const choice = await visitor.press(await visitor.open(link), 'Sign in and join');
	return { visitor, page: await visitor.press(choice, who) };
};
