/** What a newcomer sees: what this is, and what to do next. */
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';

/** The buttons that begin a consent; `text` differs between the first ledger and a further one. */
export const connectButtons = (look: '' | 'go'): Html => html`<div class="row act">
	<form method="post" action="${paths.connect('xero')}"><button class="${look}">Connect Xero</button></form>
	<form method="post" action="${paths.connect('quickbooks')}"><button class="${look}">Connect QuickBooks</button></form>
</div>`;

export const firstRun = (mayAct: boolean): Html => html`<section class="card" aria-labelledby="h-first">
	<h1 id="h-first">Welcome. Connect a ledger to begin</h1>
	<p>Cobro reads the invoices from your accounts and shows who owes you most, how old it is, and whether our figures tie to the ledger’s own. Reading changes nothing there.</p>
	<ol class="steps">
		<li><b>Connect Xero or QuickBooks.</b> You sign in there and agree; Cobro never sees your password.</li>
		<li><b>Wait while the invoices are counted.</b> 400 take seconds, 100,000 some minutes. This page shows how far it is.</li>
		<li><b>Read the answer here.</b> One sentence for every currency, then the customers behind it.</li>
	</ol>
	${mayAct ? connectButtons('go') : html`<p><b>Ask an owner of your company to connect a ledger:</b> your role may look, not connect.</p>`}
</section>`;
