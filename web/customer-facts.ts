/** Who a customer is, as the ledger says it. */
import type { DocumentsView } from '../shared/wire/http.ts';
import { type Child, type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

type Facts = DocumentsView['customer'];

const fact = (label: string, value: Child): Html | false =>
	value !== null && value !== undefined && value !== false && html`<div><dt>${label}</dt><dd>${value}</dd></div>`;

const bdi = (text: string | null | undefined): Html | null => (text === null || text === undefined ? null : html`<bdi>${text}</bdi>`);

const person = ({ name: who, email, mailed }: { readonly name: string; readonly email?: string; readonly mailed?: true }): Html =>
	html`<li>${name(who)}${email !== undefined && html`, <bdi>${email}</bdi>`}${mailed && ' (the ledger sends them copies)'}</li>`;

export const customerFacts = (
	{ email, accountNumber, details }: Facts,
	asOf: string | undefined,
): Html => html`<section class="card" aria-labelledby="h-who">
	<h2 id="h-who">Who they are</h2>
	<dl class="facts">
	${fact('E-mail', bdi(email) ?? 'None in the ledger')}
	${fact('Phone', bdi(details?.phone))}
	${fact(
		'Address',
		details?.address?.map((line, i) => html`${i > 0 && html`<br>`}<bdi>${line}</bdi>`),
	)}
	${fact('Tax id', bdi(details?.taxId))}
	${fact('Company number', bdi(details?.companyNumber))}
	${fact('Account number', bdi(accountNumber))}
	${fact('Terms', bdi(details?.terms))}
	${fact('Groups', details?.groups && html`<bdi>${details.groups.join(', ')}</bdi>`)}
	${fact(
		details?.billedToParent ? 'Billed to' : 'Part of, in the ledger',
		details?.parent !== undefined && html`<a href="${paths.customer(details.parent, { asOf })}">Its parent customer</a>`,
	)}
	${fact('We owe them as a supplier', bdi(details?.payable))}
	</dl>
	${details?.people !== undefined && details.people.length > 0 && html`<details><summary>People there (${details.people.length})</summary><ul>${details.people.map(person)}</ul></details>`}
	${details === null && html`<p class="s">More of them appears after the next full read of the ledger.</p>`}
</section>`;
