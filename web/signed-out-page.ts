/** Shown where a session is needed and none is there. */
import { layout } from './layout.ts';
import { html } from './markup.ts';
import { paths } from './paths.ts';

export const signedOutPage = (): string =>
	layout({
		title: 'Signed out',
		body: html`<section class="card" aria-labelledby="h-out">
	<h1 id="h-out">You are signed out</h1>
	<p>Your company’s receivables are shown only to people who are signed in. A session ends when you sign out, and by itself after a while.</p>
	<p class="row"><a class="btn go" href="${paths.signIn}">Sign in</a></p>
</section>`,
	});
