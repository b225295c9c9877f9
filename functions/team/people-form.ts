/** What the people page's forms, or a program, sent. Only its shape is judged here. */
import {
	type GivenRole,
	givenRoles,
	type InvitationLanguage,
	invitationLanguages,
	invitedAddress,
} from '../../shared/domain/invitation.ts';
import { Refusal, type RefusalField } from '../../shared/domain/refusal.ts';

type Posted = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };

export type AskedInvitation = {
	readonly email: string;
	readonly roles: readonly GivenRole[];
	readonly language: InvitationLanguage;
};

/** Every value of every field, as it was typed. Programs may send JSON, roles as a list. */
export const fieldsIn = ({ headers, body }: Posted): Readonly<Record<string, readonly string[]>> => {
	const text = body.toString('utf8');
	const all: [string, string][] = [];
	if (!(headers['content-type'] ?? '').includes('json')) all.push(...new URLSearchParams(text));
	else {
		const parsed = readJson(text);
		for (const [name, value] of Object.entries(parsed))
			for (const one of Array.isArray(value) ? value : [value]) all.push([name, typeof one === 'string' ? one : '']);
	}
	const names = [...new Set(all.map(([name]) => name))];
	return Object.fromEntries(names.map((name) => [name, all.flatMap(([each, value]) => (each === name ? [value] : []))]));
};

const readJson = (text: string): object => {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null ? parsed : {};
	} catch {
		throw new Refusal(400, 'NOT_JSON', 'This could not be read', 'The body says that it is JSON, and is not.');
	}
};

const wrong = (fields: readonly RefusalField[]): Refusal =>
	new Refusal(400, 'FIELD_WRONG', 'Something is missing', fields.map(({ message }) => message).join(' '), { fields });

const rolesIn = (given: readonly string[] = []): readonly GivenRole[] | RefusalField => {
	const roles = givenRoles.filter((role) => given.includes(role));
	return roles.length === 0 || given.some((each) => !roles.some((role) => role === each))
		? { path: 'roles', message: `Choose at least one role: ${givenRoles.join(', ')}.` }
		: roles;
};

/** @throws Refusal 400 with every field that is wrong */
export const readInvitation = (fields: Readonly<Record<string, readonly string[]>>): AskedInvitation => {
	const email = invitedAddress(fields.email?.[0] ?? '') ?? {
		path: 'email',
		message: 'Write the address they sign in with, like name@example.com.',
	};
	const roles = rolesIn(fields.roles);
	const language = invitationLanguages.find((each) => each === fields.language?.[0]) ?? 'en';
	if (typeof email === 'string' && !('path' in roles)) return { email, roles, language };
	throw wrong([...(typeof email === 'string' ? [] : [email]), ...('path' in roles ? [roles] : [])]);
};

/** `seen`: the roles they had when the form was shown. @throws Refusal 400 */
export const readRoles = (
	fields: Readonly<Record<string, readonly string[]>>,
): { readonly roles: readonly GivenRole[]; readonly seen: string | undefined } => {
	const roles = rolesIn(fields.roles);
	if ('path' in roles) throw wrong([roles]);
	return { roles, seen: fields.seen?.[0] };
};
