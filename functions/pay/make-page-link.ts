import { later } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import { cookieOf, hashOf, newToken } from './page-link.ts';
import type { PayPorts } from './ports.ts';
import { linkMs } from './times.ts';

/** A way to the customer's page for a person to copy into a mail of their own. Its token is shown this once. */
export const makePageLink = async (
	company: CompanyId,
	customer: string,
	hub: string,
	{ payments, books, clock }: Pick<PayPorts, 'payments' | 'books' | 'clock'>,
): Promise<{ readonly url: string; readonly expiresAt: string }> => {
	const known = await books.customer(company, customer);
	if (!known) throw notFound('customer');
	const token = newToken();
	const now = clock.now();
	const expiresAt = later(now, linkMs);
	const hash = hashOf(cookieOf(token));
	await payments.saveLink({ company, hash, customer, createdAt: now, expiresAt, revokedAt: null, mail: null, language: known.language });
	return { url: `${hub}/pay/${token}`, expiresAt };
};
