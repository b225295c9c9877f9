/** The page on which a person lets the app read a company. */
import { html } from '../../../web/markup.ts';
import { page } from './layout.ts';
import type { CompanyRow } from './store.ts';

const carried = ['client_id', 'response_type', 'scope', 'redirect_uri', 'state'] as const;

export const plainPage = (title: string, text: string): string => page(title, html`<p>${text}</p>`);

const choice = ({ realm, name, base }: CompanyRow, index: number) => {
	const id = `realm-${realm}`;
	const box =
		index === 0
			? html`<input type="radio" name="realm" id="${id}" value="${realm}" checked>`
			: html`<input type="radio" name="realm" id="${id}" value="${realm}">`;
	return html`<p>${box}<label class="beside" for="${id}">${name} <span class="soft">${realm}, ${base}</span></label></p>`;
};

export const consentPage = (asked: URLSearchParams, companies: readonly CompanyRow[]): string =>
	page(
		'Connect a company',
		companies.length === 0
			? html`<p>There is no company in this sandbox yet: load a scenario.</p>`
			: html`<p><strong>Cobro</strong> asks to read customers, invoices, credit memos and payments of one company.</p>
<form class="whole" method="post" action="/connect/oauth2">
${carried.map((name) => html`<input type="hidden" name="${name}" value="${asked.get(name) ?? ''}">`)}
<fieldset><legend>Which company?</legend>${companies.map(choice)}</fieldset>
<p><button class="go" name="decision" value="agree">Agree</button> <button name="decision" value="deny">No thanks</button></p></form>`,
	);
