/** The page where a person lets an app read organisations: who they are, which ones, agree or deny. */
import { html } from 'hono/html';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { xeroPeople } from '../oauth.ts';
import { page } from './layout.ts';
import { formOf, type PageParts } from './parts.ts';

const wrong = (reason: string): Promise<LocalAnswer> => page('This link does not work', html`<p class="note bad">${reason}</p>`, 400);

/** A sandbox on a laptop hands codes to programs on that laptop only. */
const isLoopback = (url: string): boolean => {
	const parsed = URL.canParse(url) ? new URL(url) : null;
	return parsed !== null && ['127.0.0.1', 'localhost'].includes(parsed.hostname);
};

const refusal = ({ identity }: PageParts, asked: URLSearchParams): string | null => {
	if (asked.get('response_type') !== 'code') return 'Error: unsupported_response_type. Only response_type=code is known.';
	if (!identity.knows(asked.get('client_id') ?? '')) return 'Error: unauthorized_client. No app has this client id.';
	if (!isLoopback(asked.get('redirect_uri') ?? ''))
		return 'Error: invalid redirect_uri. The sandbox sends people back to this machine only.';
	if (!asked.get('scope')) return 'Error: invalid_scope. The app asked for nothing.';
	return null;
};

const kept = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state'];

const show = async (parts: PageParts, request: LocalRequest): Promise<LocalAnswer> => {
	const refused = refusal(parts, request.query);
	if (refused) return wrong(refused);
	const organisations = parts.store.organisations();
	return page(
		'Cobro wants to read your organisations',
		html`<p>It may read: ${(request.query.get('scope') ?? '').split(' ').join(', ')}.</p>
<form method="post" action="/identity/connect/authorize">
${kept.map((name) => html`<input type="hidden" name="${name}" value="${request.query.get(name) ?? ''}">`)}
<fieldset><legend>You are</legend>
${xeroPeople.map((person, at) => html`<label class="check"><input type="radio" name="person" value="${person.id}" ${at === 0 ? 'checked' : ''}>${person.name} (${person.email})</label>`)}
</fieldset>
<fieldset><legend>Organisations</legend>
${organisations.length === 0 ? html`<p>There are none yet: start the stack with a scenario.</p>` : ''}
${organisations.map((org, at) => html`<label class="check"><input type="checkbox" name="organisation" value="${org.id}" ${at === 0 ? 'checked' : ''}>${org.name}</label>`)}
</fieldset>
<p><button name="decision" value="agree">Allow access</button> <button class="quiet" name="decision" value="deny">Deny</button></p>
</form>`,
	);
};

const decide = async (parts: PageParts, request: LocalRequest): Promise<LocalAnswer> => {
	const form = formOf(request);
	const refused = refusal(parts, form);
	if (refused) return wrong(refused);
	const back = new URL(form.get('redirect_uri') ?? '');
	const state = form.get('state');
	if (state) back.searchParams.set('state', state);
	const person = xeroPeople.find((each) => each.id === form.get('person'));
	const organisations = form.getAll('organisation').filter((id) => parts.store.organisation(id));
	if (form.get('decision') === 'agree' && person && organisations.length > 0) {
		back.searchParams.set('code', parts.identity.agree(person.id, organisations, form.get('redirect_uri') ?? '', form.get('scope') ?? ''));
	} else if (form.get('decision') === 'agree') {
		return wrong('Choose who you are and at least one organisation, then go back and allow it.');
	} else {
		back.searchParams.set('error', 'access_denied');
	}
	return { status: 302, headers: { location: back.toString() } };
};

export const consentRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /identity/connect/authorize': (request) => show(parts, request),
	'POST /identity/connect/authorize': (request) => decide(parts, request),
});
