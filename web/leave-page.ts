/**
 * Answer of POST /connections/{provider}: sends the browser on to the provider's consent page.
 *
 * Why not a 303: `form-action` also governs every redirect that follows a form, and the providers redirect on to hosts of their own
 * (appcenter.intuit.com to accounts.intuit.com). Chromium then stops on a blank page. A meta refresh is a new navigation, so the
 * policy of the hub's pages stays `form-action 'self'`, whatever hosts a provider uses.
 */
import type { ConnectionView } from '../shared/wire/http.ts';
import { layout } from './layout.ts';
import { html } from './markup.ts';
import { paths } from './paths.ts';
import { providerName } from './tie-out.ts';

/** Throws `TypeError` for anything but an http(s) URL: the address is ours, from configuration, never a visitor's. */
const address = (url: string): string => {
	const parsed = new URL(url);
	if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw new TypeError('a consent page is an http(s) address');
	return parsed.href;
};

export const leavePage = ({ provider, url }: { readonly provider: ConnectionView['provider']; readonly url: string }): string => {
	const to = address(url);
	const at = providerName[provider];
	return layout({
		title: `Going to ${at}`,
		refresh: `0; url=${to}`,
		body: html`<section class="card" aria-labelledby="h-leave">
	<h1 id="h-leave">Going to ${at}</h1>
	<p>${at} asks you to sign in there and to agree that Cobro may read your invoices. Then you come back here.</p>
	<p class="row"><a class="btn go" href="${to}">Go on to ${at}</a><a class="btn" href="${paths.hub()}">Stay here</a></p>
</section>`,
	});
};
