/** What an invitation's letter leads to: who asks into which company, the button to the sign-in, or why it opens nothing. Seen by anyone who has the link. */
import { type Clock, momentTag } from './calendar.ts';
import { layout } from './layout.ts';
import { html, name } from './markup.ts';
import { paths } from './paths.ts';
import { rolesText } from './role-words.ts';

export type JoinView = {
	readonly company: string;
	readonly person: string;
	/** Masked. */
	readonly email: string;
	readonly roles: readonly string[];
	readonly until: string;
};

export const joinPage = ({ token, view, clock }: { readonly token: string; readonly view: JoinView; readonly clock: Clock }): string =>
	layout({
		title: 'An invitation',
		body: html`<section class="card" aria-labelledby="h-join">
	<h1 id="h-join">${name(view.person)} invites you to ${name(view.company)}</h1>
	<p>In Cobro you will see what the company’s customers owe. You come as: <b>${rolesText(view.roles)}</b>.</p>
	<p>The invitation is for <b><bdi>${view.email}</bdi></b>: sign in with that address. It works once, until ${momentTag(view.until, clock)}.</p>
	<p class="s">Until you press the button and have signed in, nothing happens. If you do not know ${name(view.person)}, close this page.</p>
	<form method="post" action="${paths.join(token)}"><p class="row"><button class="go">Sign in and join</button></p></form>
</section>`,
	});

/** A meta refresh, not a 303: see `leave-page.ts`. @throws TypeError for anything but an http(s) URL */
export const toSignInPage = (url: string): string => {
	const parsed = new URL(url);
	if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw new TypeError('a sign-in page is an http(s) address');
	return layout({
		title: 'Going to the sign-in',
		refresh: `0; url=${parsed.href}`,
		body: html`<section class="card" aria-labelledby="h-leave"><h1 id="h-leave">Going to the sign-in</h1>
	<p>Sign in with the invited address. Then you come back here.</p>
	<p class="row"><a class="btn go" href="${parsed.href}">Go on to the sign-in</a></p></section>`,
	});
};

/** `token`: another try can help, with another address. */
export const notJoinedPage = ({
	title,
	detail,
	token,
}: {
	readonly title: string;
	readonly detail: string;
	readonly token: string | null;
}): string =>
	layout({
		title,
		body: html`<section class="card" aria-labelledby="h-not">
	<h1 id="h-not">${title}</h1>
	<p role="alert">${detail}</p>
	<p class="s">Nothing was changed.</p>
	<p class="row">${token !== null && html`<a class="btn go" href="${paths.join(token)}">Back to the invitation</a>`}<a class="btn" href="${paths.hub()}">Go to Cobro</a></p>
</section>`,
	});
