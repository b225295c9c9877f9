/** The people page of an owner, with every kind of row, and the page that a letter leads to. */
import { instant } from '../../shared/domain/day.ts';
import type { JoinView } from '../../web/join-page.ts';
import type { PeoplePageView } from '../../web/people-page.ts';

const clock = { timeZone: 'Europe/Madrid', today: '2026-11-22' };
const hostileName = '<b>Zoë</b> "O’Hara" \u202e';

export const peoplePageView: PeoplePageView = {
	user: { name: 'Olga', roles: ['owner'] },
	clock,
	view: {
		people: [
			{ id: 'u-olga', name: 'Olga', email: 'olga@acme.example', roles: ['owner'], since: '2026-10-01T08:00:00.000Z', you: true },
			{ id: 'u-zoe', name: hostileName, email: null, roles: ['finance', 'sales'], since: null, you: false },
			{ id: 'u-none', name: '', email: `${'long'.repeat(15)}@${'name'.repeat(12)}.example`, roles: [], since: null, you: false },
		],
		invitations: [
			{
				id: 'i-1',
				email: 'boris@demo.example',
				roles: ['finance'],
				language: 'ru',
				by: 'Olga',
				at: '2026-11-22T08:00:00.000Z',
				until: '2026-11-29T08:00:00.000Z',
				expired: false,
				letter: 'sent',
			},
			{
				id: 'i-2',
				email: 'carol@demo.example',
				roles: ['auditor'],
				language: 'es',
				by: hostileName,
				at: '2026-11-02T08:00:00.000Z',
				until: '2026-11-09T08:00:00.000Z',
				expired: true,
				letter: 'unsure',
			},
		],
		changes: [
			{ at: instant('2026-11-22T08:00:00.000Z'), by: 'Olga', did: 'invited', who: 'boris@demo.example', before: null, after: ['finance'] },
			{
				at: instant('2026-11-20T08:00:00.000Z'),
				by: 'Olga',
				did: 'roles',
				who: hostileName,
				before: ['owner'],
				after: ['finance', 'sales'],
			},
			{ at: instant('2026-11-19T08:00:00.000Z'), by: 'Olga', did: 'removed', who: 'Kim', before: ['auditor'], after: null },
		],
		may: true,
	},
	notice: 'Invited. The letter leaves within a minute.',
};

export const peopleRefused: PeoplePageView = {
	...peoplePageView,
	refused: {
		title: 'Something is missing',
		detail: 'Write the address they sign in with, like name@example.com.',
		errors: [{ path: 'email', message: 'Write the address they sign in with, like name@example.com.' }],
		fields: { email: ['boris'], roles: ['finance', 'auditor'], language: ['es'] },
	},
};

export const joinView: { readonly token: string; readonly view: JoinView; readonly clock: typeof clock } = {
	token: 'x'.repeat(43),
	clock,
	view: {
		company: 'Acme & Söhne <GmbH>',
		person: hostileName,
		email: 'b•••@demo.example',
		roles: ['finance'],
		until: '2026-11-29T08:00:00.000Z',
	},
};
