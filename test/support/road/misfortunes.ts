/** What goes wrong at the ledger, SES, Stripe and the table, drawn by chance. */
import type { DynamoFaults } from '../../../local/aws/dynamo/faults.ts';
import type { MailFaultKind } from '../../../local/aws/mail/faults.ts';
import type { FaultKind } from '../../../local/sandbox/faults.ts';
import type { StripeFaultKind } from '../../../local/sandbox/stripe/faults.ts';
import type { Chance } from '../../../local/scenario/seeded.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import { pickOf } from '../sync/ledger.ts';
import type { Road } from './road.ts';

const apiPath: Readonly<Record<Provider, string>> = { xero: '/api.xro/', quickbooks: '/v3/company/' };
const ledgerFaults: readonly FaultKind[] = [
	'throttled-minute',
	'throttled-empty',
	'unauthorised',
	'server-error',
	'unavailable-html',
	'cut-before',
	'cut-after',
];
const webhookFaults: readonly FaultKind[] = ['webhook-lost', 'webhook-twice', 'webhook-late'];
const mailFaults: readonly MailFaultKind[] = [
	'throttled',
	'quota',
	'error-before',
	'unavailable',
	'cut-before',
	'error-after',
	'cut-after',
	'bounce',
	'soft-bounce',
	'complaint',
	'delayed',
	'send-event-lost',
	'send-event-late',
	'events-lost',
	'events-twice',
	'events-reversed',
];
const stripeFaults: readonly StripeFaultKind[] = [
	'throttled',
	'throttled-retry',
	'server-error',
	'server-error-kept',
	'server-error-after',
	'unavailable-html',
	'cut-before',
	'cut-after',
	'webhook-wrong-secret',
	'webhook-wrong-account',
	'webhook-from-future',
	'webhook-stale',
	'webhook-twice',
	'webhook-reordered',
	'webhook-late',
	'webhook-withheld',
];

/** A fault or two at one of the three, for the next requests, mails or events. */
export const addFault = ({ side, ses, stripe }: Road, chance: Chance): void => {
	const times = chance.between(1, 2);
	const kind = chance.next();
	if (kind < 0.3) side.faults.add(pickOf(chance, ledgerFaults) ?? 'server-error', times, apiPath[side.provider]);
	else if (kind < 0.36) side.faults.add(pickOf(chance, webhookFaults) ?? 'webhook-lost', 1, 'webhook');
	else if (kind < 0.66) ses.faults.add(pickOf(chance, mailFaults) ?? 'cut-after', times);
	else {
		const drawn = pickOf(chance, stripeFaults) ?? 'cut-after';
		stripe.faults.add(drawn, times, drawn.startsWith('webhook') ? '' : '/v1/');
	}
};

export const changeWeather = (faults: DynamoFaults, chance: Chance): void => {
	faults.clear();
	const often = (): number => (chance.next() < 0.5 ? 0 : chance.next() * 0.3);
	faults.transactionConflict = often();
	faults.writeConflict = often() / 3;
	faults.throttled = often() / 6;
	faults.unprocessed = often();
	faults.answerLost = often() / 3;
	faults.indexLag = chance.next() < 0.4 ? null : { unit: 'writes', min: 0, max: chance.between(1, 12) };
};
