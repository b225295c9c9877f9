import type { Provider } from '../../shared/domain/document.ts';
import type { SecretName } from '../../shared/ports/vault.ts';
import type { Answer, Request } from '../../shared/runtime/http-types.ts';
import { log } from '../../shared/runtime/log.ts';
import { onPublic } from '../../shared/runtime/on-public.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { secrets } from '../../shared/runtime/secrets.ts';
import { isSigned } from './signature.ts';
import { quickbooksLedgers, xeroLedgers } from './webhook-ledgers.ts';

/** A message may name 200 ledgers (wire/messages.ts). */
const atOnce = 200;

/** Verify the raw bytes, put on the queue, answer with an empty body and no cookie. Xero waits 5 s, Intuit 3 s. */
const hear =
	(provider: Provider, header: string, key: SecretName, ledgersOf: (raw: Buffer) => readonly string[]) =>
	async ({ body, headers }: Request): Promise<Answer> => {
		if (!isSigned(body, headers[header], await secrets().get(key))) {
			log.warn('WEBHOOK_REFUSED', { code: provider });
			return { status: 401 };
		}
		const ledgers = ledgersOf(body);
		for (let at = 0; at < ledgers.length; at += atOnce)
			await queues().send({ type: 'sync.notice', provider, ledgers: ledgers.slice(at, at + atOnce) });
		return { status: 200 };
	};

export const handler = onPublic({
	'POST /webhooks/xero': hear('xero', 'x-xero-signature', 'xero/webhook-key', xeroLedgers),
	'POST /webhooks/quickbooks': hear('quickbooks', 'intuit-signature', 'quickbooks/webhook-key', quickbooksLedgers),
});
