/** Two ledgers with the road's customers on a fixed day, and what people and time do on the running stack, by hand. */
import type { ReadMail } from '../../local/aws/mail/mailbox.ts';
import { scenario } from '../../shared/wire/scenario.ts';
import { roadBooks, type Story, stories } from './road/books.ts';
import type { Running } from './running.ts';
import { connectQuickbooks, connectXero, signedIn } from './signed-in.ts';
import type { Visitor } from './visitor.ts';

/** Owes sixty invoices that nobody reminds of yet: the longest page. */
const sixty: Story = {
	id: 'sixty',
	email: 'sixty@customers.example',
	owes: Array.from({ length: 60 }, (_, i) => ({
		number: `LONG-2026-${String(i).padStart(5, '0')}`,
		due: `+${8 + (i % 30)}d`,
		total: '12345.67',
	})),
};
const countries: Readonly<Record<string, string>> = { en: 'GB', es: 'ES', ru: 'KZ' };
const name = (id: string): string => `${id[0]?.toUpperCase() ?? ''}${id.slice(1)} & Sons`;

export const loopScenario = () =>
	scenario.parse({
		format: 'cobro-scenario/1',
		name: 'The loop',
		organisations: (['xero', 'quickbooks'] as const).map((provider) => {
			const { customers, documents } = roadBooks(provider, [...Object.values(stories), ...(provider === 'xero' ? [sixty] : [])]);
			return {
				provider,
				id: provider === 'xero' ? '11111111-2222-4333-8444-555555555555' : '9130000000000001',
				name: provider === 'xero' ? 'Larch & Co' : 'Pine Inc',
				baseCurrency: provider === 'xero' ? 'GBP' : 'USD',
				timeZone: 'UTC',
				country: provider === 'xero' ? 'GB' : 'US',
				// Each ledger's customers have addresses of their own.
				customers: customers.map(({ id, email, language, ...rest }) => ({
					...rest,
					id,
					name: name(id),
					email: email && `${provider}.${email}`,
					// Neither ledger keeps a language: the country speaks.
					country: countries[language ?? 'en'] ?? null,
				})),
				documents,
			};
		}),
	});

/** The newest mail to an address. Throws when there is none. */
export const mailTo = async ({ stack: { mail } }: Running, address: string): Promise<ReadMail> => {
	const id = mail.mails().find(({ to }) => to[0] === address)?.id;
	const found = id === undefined ? null : await mail.read(id);
	if (!found) throw new Error(`nothing was sent to ${address}`);
	return found;
};

/** The address of the page in a mail's text. */
export const linkOf = ({ text }: ReadMail): string => {
	const found = /https?:\/\/[^\s"<>]+\/pay\/[\w-]+/.exec(text ?? '')?.[0];
	if (!found) throw new Error('the mail holds no link to pay by');
	return found;
};

const patience = { timeoutMs: 120_000 };
export const atRest = ({ stack }: Running): Promise<void> => stack.idle(patience);

/** Ana with both ledgers connected and read, and every mail of the day sent. */
export const connectBoth = async (running: Running): Promise<Visitor> => {
	const { visitor: ana, page } = await signedIn(running.stack);
	await connectQuickbooks(ana, await connectXero(ana, page));
	await atRest(running);
	return ana;
};
