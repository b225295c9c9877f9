/** The page where a person lets the platform act for their Stripe account: which one, connect or not. */
import { html } from '../../../../web/markup.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { page } from './layout.ts';
import { formOf, type PageParts } from './parts.ts';

const wrong = (reason: string): LocalAnswer => page('This link does not work', html`<p class="note bad">${reason}</p>`, 400);

/** A sandbox on a laptop hands codes to programs on that laptop only. */
const isLoopback = (url: string): boolean => URL.canParse(url) && ['127.0.0.1', 'localhost'].includes(new URL(url).hostname);

const refusal = ({ connect }: PageParts, asked: URLSearchParams): string | null => {
	if (asked.get('response_type') !== 'code') return 'Only response_type=code is known.';
	if (asked.get('client_id') !== connect.clientId) return `No application matches the supplied client identifier.`;
	if (!['read_write', 'read_only', null, ''].includes(asked.get('scope'))) return 'The scope must be read_write or read_only.';
	if (!isLoopback(asked.get('redirect_uri') ?? '')) return 'Invalid redirect URI: the sandbox sends people back to this machine only.';
	return null;
};

const kept = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state'];

const show = (parts: PageParts, asked: URLSearchParams, problem: string | null = null): LocalAnswer => {
	const refused = refusal(parts, asked);
	if (refused) return wrong(refused);
	const accounts = parts.connect.accounts();
	return page(
		'Cobro wants to connect to your Stripe account',
		html`${problem ? html`<p class="note bad" role="alert">${problem}</p>` : null}
<p>It may make payment pages in your name, and read your payments and refunds.</p>
<form method="post" action="/oauth/authorize">
${kept.map((name) => html`<input type="hidden" name="${name}" value="${asked.get(name) ?? ''}">`)}
<fieldset><legend>Account</legend>
${accounts.map((account, at) => html`<label class="check"><input type="radio" name="account" value="${account.id}" ${at === 0 ? html`checked` : null}> ${account.business_profile?.name ?? account.id} (${account.id})</label>`)}
<label class="check"><input type="radio" name="account" value="new" ${accounts.length === 0 ? html`checked` : null}> A new account</label>
<label for="name">Name of the new account</label><input type="text" id="name" name="name" value="My company" autocomplete="organization">
</fieldset>
<p><button class="go" name="decision" value="connect">Connect</button></p><p><button name="decision" value="cancel">Cancel</button></p></form>`,
		problem ? 400 : 200,
	);
};

const decide = (parts: PageParts, request: LocalRequest): LocalAnswer => {
	const form = formOf(request);
	const refused = refusal(parts, form);
	if (refused) return wrong(refused);
	const back = new URL(form.get('redirect_uri') ?? '');
	const state = form.get('state');
	if (state) back.searchParams.set('state', state);
	if (form.get('decision') !== 'connect') {
		back.searchParams.set('error', 'access_denied');
		back.searchParams.set('error_description', 'The user denied your request');
		return { status: 302, headers: { location: back.toString() } };
	}
	const chosen = form.get('account');
	const name = form.get('name')?.trim();
	const account =
		chosen === 'new' && name
			? parts.connect.addAccount({ name, email: null, country: 'US', currency: 'usd' })
			: parts.connect.accounts().find((each) => each.id === chosen);
	if (!account) return show(parts, form, 'Choose an account, or give the new one a name.');
	const scope = form.get('scope') || 'read_write';
	back.searchParams.set('scope', scope);
	back.searchParams.set('code', parts.connect.agree(account.id, scope));
	return { status: 302, headers: { location: back.toString() } };
};

export const consentRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /oauth/authorize': (request) => show(parts, request.query),
	'POST /oauth/authorize': (request) => decide(parts, request),
});
