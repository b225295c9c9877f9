/** The page on which a person lets the app read a company. */
import { html } from 'hono/html';
import { page } from './layout.ts';
import type { CompanyRow } from './store.ts';

const carried = ['client_id', 'response_type', 'scope', 'redirect_uri', 'state'] as const;

export const plainPage = (title: string, text: string): string => page(title, html`<p>${text}</p>`);

export const consentPage = (asked: URLSearchParams, companies: readonly CompanyRow[]): string =>
	page(
		'Connect a company',
		companies.length === 0
			? html`<p>There is no company in this sandbox yet: load a scenario.</p>`
			: html`<p><strong>Cobro</strong> asks to read customers, invoices, credit memos and payments of one company.</p>
<form method="post" action="/connect/oauth2">
${carried.map((name) => html`<input type="hidden" name="${name}" value="${asked.get(name) ?? ''}">`)}
<fieldset><legend>Which company?</legend>
${companies.map((company, index) => html`<p><input type="radio" name="realm" id="realm-${company.realm}" value="${company.realm}" ${index === 0 ? 'checked' : ''}> <label for="realm-${company.realm}" style="display:inline">${company.name} <span class="soft">(${company.realm}, ${company.base})</span></label></p>`)}
</fieldset>
<p><button class="go" name="decision" value="agree">Agree</button> <button name="decision" value="deny">No thanks</button></p></form>`,
	);
