/** Where the postings of one ledger go: an account for each purpose, a bank account for each currency, and a limit. */
import { providerOf } from '../shared/domain/document.ts';
import type { Currency } from '../shared/domain/money.ts';
import type { AccountRole } from '../shared/domain/posting.ts';
import type { LedgerAccount, PostingSettings } from '../shared/domain/posting-accounts.ts';
import { type Clock, momentTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';
import { providerName } from './tie-out.ts';

export type PostingAccountsView = {
	readonly user: Viewer;
	readonly clock: Clock;
	readonly ledger: { readonly ledger: string; readonly name: string };
	readonly settings: PostingSettings;
	/** Whether reminders are noted in it. */
	readonly noted: boolean;
	readonly currencies: readonly Currency[];
	readonly notice?: string;
};

type Field = {
	readonly field: string;
	readonly role: AccountRole;
	readonly currency: Currency | null;
	readonly label: string;
	readonly why: string;
};

const roles: readonly Field[] = [
	{
		field: 'discount',
		role: 'discount',
		currency: null,
		label: 'Discounts and credits',
		why: 'What a credit note lowers: sales, or an account for discounts given.',
	},
	{ field: 'write-off', role: 'write-off', currency: null, label: 'Write-offs', why: 'Bad debts: small balances that nobody will chase.' },
	{ field: 'late-fee', role: 'late-fee', currency: null, label: 'Late fees', why: 'Income from fees and interest for delay.' },
	{ field: 'clearing', role: 'clearing', currency: null, label: 'Set-offs', why: 'A clearing account, zero after each set-off.' },
];
const banks = (currencies: readonly Currency[]): readonly Field[] =>
	currencies.map((currency) => ({
		field: `bank.${currency}`,
		role: 'bank',
		currency,
		label: `Bank account for ${currency}`,
		why: 'Where customers’ payments are booked, and refunds come from. Nothing chosen: the first that fits, and no refunds.',
	}));

const accountText = ({ code, name: text, currency, receivesOnly }: LedgerAccount): string =>
	`${code === '' ? '' : `${code} · `}${text}${currency === null ? '' : ` (${currency})`}${receivesOnly === true ? ', no refunds' : ''}`;

const chosenOf = ({ chosen }: PostingSettings, { role, currency }: Field): string | undefined =>
	role === 'bank' ? (currency === null ? undefined : chosen.banks[currency]) : chosen[role];

const choice = (settings: PostingSettings, field: Field): Html => {
	const chosen = chosenOf(settings, field);
	const fit = (settings.listed?.accounts ?? []).filter(
		(each) => each.fit.includes(field.role) && (field.currency === null || each.currency === null || each.currency === field.currency),
	);
	const lost = chosen !== undefined && !fit.some(({ id }) => id === chosen);
	const id = `f-${field.field.replace('.', '-')}`;
	return html`<p><label for="${id}">${field.label}</label><br><select id="${id}" name="${field.field}" aria-describedby="${id}-why">
		<option value="">Not chosen</option>
		${lost && html`<option value="${chosen}" selected>No longer in the ledger: choose another</option>`}
		${fit.map((each) => html`<option value="${each.id}"${each.id === chosen && html` selected`}>${accountText(each)}</option>`)}
	</select><br><small id="${id}-why">${field.why}</small></p>`;
};

const said = (settings: PostingSettings, field: Field): Html => {
	const chosen = chosenOf(settings, field);
	const account = settings.listed?.accounts.find(({ id }) => id === chosen);
	return html`<div><dt>${field.label}</dt><dd>${account ? accountText(account) : chosen === undefined ? 'Not chosen' : 'No longer in the ledger'}</dd></div>`;
};

const list = ({ settings, clock, ledger, user }: PostingAccountsView): Html => {
	const at = providerName[providerOf(ledger.ledger)];
	const known =
		settings.listed === null
			? html`The accounts were not read yet.`
			: html`The accounts as ${at} listed them at ${momentTag(settings.listed.at, clock)}.`;
	return html`<p class="s">${known}${settings.asked !== null && html` <b>Being read now: look again in a few seconds.</b>`}</p>
	${settings.problem !== null && html`<p class="tie problem"><b>They could not be read:</b> ${settings.problem}</p>`}
	${mayAct(user) && html`<form class="act" method="post" action="${paths.postingAccounts(ledger.ledger, 'read')}"><button class="${settings.listed === null && 'go'}">Read the accounts from ${at}</button></form>`}`;
};

const costs = {
	xero: 'Each note is one of the calls that Xero takes of an organisation in a day (1,000 or 5,000).',
	quickbooks: 'Each note is two calls at QuickBooks, and the invoice comes once more with the next read.',
} as const;

/** Off until somebody says so: it writes into their books. */
const notes = ({ ledger, noted, user }: PostingAccountsView): Html => {
	const provider = providerOf(ledger.ledger);
	const at = providerName[provider];
	const where = provider === 'xero' ? 'in the “History and notes” of each invoice' : 'at the end of the private note of each invoice';
	return html`<section class="card" aria-labelledby="h-notes">
	<h2 id="h-notes">Notes about reminders</h2>
	<p>When a reminder was sent, Cobro can say so ${where} that it asked for: “Reminder 2 sent by e-mail to a•••@acme.example on 21 Nov 2026 by Cobro”. Customers do not see it, and Cobro does not take it out again.</p>
	<p class="s">${costs[provider]} Notes are written last, a few each minute, and are left out when the day’s calls are needed for payments and reading.</p>
	<p><b>${noted ? `On: reminders are noted in ${at}.` : 'Off: nothing is noted.'}</b></p>
	${mayAct(user) && html`<form class="act" method="post" action="${paths.reminders('notes')}"><input type="hidden" name="ledger" value="${ledger.ledger}"><input type="hidden" name="noted" value="${noted ? 'no' : 'yes'}"><button>${noted ? 'Stop noting reminders' : `Note reminders in ${at}`}</button></form>`}
</section>`;
};

export const postingAccountsPage = (view: PostingAccountsView): string => {
	const { settings, ledger, user, currencies } = view;
	const fields = [...banks(currencies), ...roles];
	const form = html`<form class="act ties" method="post" action="${paths.postingAccounts(ledger.ledger)}">
		${fields.map((field) => choice(settings, field))}
		<p><label for="f-limit">Most that one person writes off alone, in whole units of the invoice’s currency</label><br><input id="f-limit" name="writeOffMost" inputmode="numeric" pattern="[0-9]{1,6}" value="${settings.writeOffMost}"></p>
		<p><button class="go">Save</button></p>
	</form>`;
	const facts = html`<dl class="facts">${fields.map((field) => said(settings, field))}<div><dt>Most written off by one person</dt><dd>${settings.writeOffMost}</dd></div></dl>`;
	return layout({
		title: 'Accounts',
		user,
		nav: [{ href: paths.postings(), text: '← Written to the ledgers' }],
		body: html`${view.notice !== undefined && html`<p class="note ok" role="status">${view.notice}</p>`}
<section class="card" aria-labelledby="h-accounts">
	<h1 id="h-accounts">Accounts of ${name(ledger.name)}</h1>
	<p>Where Cobro writes to in ${providerName[providerOf(ledger.ledger)]}. Each account is checked now, and again whenever something is written.</p>
	${list(view)}
	${mayAct(user) && settings.listed !== null ? form : facts}
</section>
${notes(view)}`,
	});
};
