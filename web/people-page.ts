/** Who is in the company, who is asked to come, and everything that was changed; forms for an owner. */
import { givenRoles } from '../shared/domain/invitation.ts';
import type { InvitationView, PeopleChangeView, PeopleView, PersonView } from '../shared/wire/people-view.ts';
import { type Clock, momentTag } from './calendar.ts';
import { choiceField, hidden, selectField, type Typing, textField } from './fields.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { roleHint, rolesText, roleText } from './role-words.ts';

export type PeoplePageView = {
	readonly user: Viewer;
	readonly view: PeopleView;
	readonly clock: Clock;
	readonly notice?: string;
	readonly refused?: {
		readonly title: string;
		readonly detail: string;
		readonly errors: readonly { readonly path: string; readonly message: string }[];
		/** What was typed into the invitation's form; empty for any other one. */
		readonly fields: Readonly<Record<string, readonly string[]>>;
	};
	readonly desk?: string;
};

const roleOptions = givenRoles.map((role) => ({ value: role, text: `${roleText(role)}: ${roleHint(role)}` }));
const languageOptions = [
	{ value: 'en', text: 'English' },
	{ value: 'es', text: 'Español' },
	{ value: 'ru', text: 'Русский' },
];
const languageText = (language: string): string => languageOptions.find(({ value }) => value === language)?.text ?? language;

const forms = (person: PersonView): Html => {
	const typing: Typing = { id: `p-${person.id}`, typed: { roles: person.roles }, errors: new Map() };
	const seen = hidden('seen', person.roles.join());
	return html`<details name="person"><summary>Change or remove<span class="vh"> ${name(person.name)}</span></summary>
	<form class="ties" method="post" action="${paths.person(person.id, 'roles')}">${seen}
	${choiceField(typing, { field: 'roles', label: 'What they may do', type: 'checkbox' }, roleOptions)}<p><button>Keep these roles</button></p></form>
	<form method="post" action="${paths.person(person.id, 'remove')}">${seen}<p class="s">Removed, they are signed out with their next click. What they did stays, and so does what they see to: it is shown as somebody’s who is no longer here.</p>
	<p class="row"><button class="danger">Remove ${name(person.name)}</button></p></form></details>`;
};

const person = (each: PersonView, { view, clock }: PeoplePageView): Html => html`<li class="tie">
	<p><b>${name(each.name)}</b>${each.you && ' (you)'} – ${rolesText(each.roles)}</p>
	<p class="s">${each.email === null ? 'No address is known' : html`<bdi>${each.email}</bdi>`}${each.since !== null && html`; here since ${momentTag(each.since, clock)}`}</p>
	${view.may && forms(each)}</li>`;

const letterWords: Readonly<Record<InvitationView['letter'], readonly [string, kind: string]>> = {
	due: ['The letter is being sent.', 'wait'],
	sent: ['The letter is sent.', 'ok'],
	refused: ['The letter could not be sent to this address.', 'problem'],
	unsure: ['Nobody knows whether the letter left: send it again.', 'problem'],
};

const invitation = (each: InvitationView, { view, clock }: PeoplePageView): Html => {
	const [said, kind] = each.expired ? ['Nobody accepted it in time.', 'problem'] : letterWords[each.letter];
	return html`<li class="tie ${kind}">
	<p><b><bdi>${each.email}</bdi></b> – ${rolesText(each.roles)}</p>
	<p class="s">${said} Invited by ${name(each.by)}, ${momentTag(each.at, clock)}, in ${languageText(each.language)}. ${each.expired ? 'It ended' : 'Good until'} ${momentTag(each.until, clock)}.</p>
	${
		view.may &&
		html`<div class="row"><form method="post" action="${paths.invite()}">${hidden('email', each.email)}${each.roles.map((role) => hidden('roles', role))}${hidden('language', each.language)}<button>Send a new letter<span class="vh"> to ${each.email}</span></button></form>
	<form method="post" action="${paths.invite(each.id)}"><button class="danger">Take it back<span class="vh">: ${each.email}</span></button></form></div>`
	}</li>`;
};

const inviteForm = ({ refused }: PeoplePageView): Html => {
	const typing: Typing = {
		id: 'i',
		typed: refused?.fields.email ? refused.fields : { roles: ['finance'], language: ['en'] },
		errors: new Map(refused?.fields.email ? refused.errors.map(({ path, message }) => [path, message]) : []),
	};
	return html`<section class="card" aria-labelledby="h-invite"><h2 id="h-invite">Invite somebody</h2>
	<p class="s">They get a letter with a link. It is good for seven days, works once, and only for who signs in with that very address.</p>
	<form class="ties" method="post" action="${paths.invite()}">
	${textField(typing, { field: 'email', label: 'Their address', hint: 'The one they sign in with' }, html`type="email" maxlength="254"`)}
	${choiceField(typing, { field: 'roles', label: 'What they may do', type: 'checkbox' }, roleOptions)}
	${selectField(typing, { field: 'language', label: 'The letter’s language' }, languageOptions)}
	<p><button class="go">Invite</button></p></form></section>`;
};

const deeds: Readonly<Record<PeopleChangeView['did'], string>> = {
	invited: 'invited',
	renewed: 'invited again',
	revoked: 'invitation taken back',
	joined: 'joined',
	roles: 'roles changed',
	removed: 'removed',
};
const change = ({ at, by, did, who, before, after }: PeopleChangeView, clock: Clock): Html => html`<li class="tie">
	<p>${name(who)}: ${deeds[did]}${before !== null && html` <s>${rolesText(before)}</s>`}${after !== null && html` → <b>${rolesText(after)}</b>`}</p>
	<p class="s">${momentTag(at, clock)}, ${name(by)}</p></li>`;

export const peoplePage = (page: PeoplePageView): string => {
	const { user, view, clock, notice, refused, desk } = page;
	return layout({
		title: 'People',
		user,
		nav: [{ href: paths.hub(), text: '← Receivables' }],
		...(desk !== undefined && { desk }),
		body: html`${notice !== undefined && html`<p class="note ok" role="status">${notice}</p>`}${
			refused && html`<p class="note problem" role="alert"><b>${refused.title}.</b> ${refused.detail} Nothing was changed.</p>`
		}
<section class="card" aria-labelledby="h-people">
	<h1 id="h-people">People</h1>
	<ul class="ties">${view.people.map((each) => person(each, page))}</ul>
	${!view.may && html`<p class="s">An owner can invite people, change roles and remove people.</p>`}
</section>
${
	view.invitations.length > 0 &&
	html`<section class="card" aria-labelledby="h-wait"><h2 id="h-wait">Invited, not here yet</h2><ul class="ties">${view.invitations.map((each) => invitation(each, page))}</ul></section>`
}
${view.may && inviteForm(page)}
${
	view.changes.length > 0 &&
	html`<section class="card" aria-labelledby="h-changes"><h2 id="h-changes">What was changed</h2><ul class="ties">${view.changes.map((each) => change(each, clock))}</ul></section>`
}`,
	});
};
