/** A code of six digits to the address on file: who reads it there is the customer, whoever holds the link. */
import { randomBytes, randomInt, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import { ledgerOfCustomer } from '../../shared/domain/document.ts';
import { codeMail } from '../../shared/domain/notice-mail.ts';
import type { LinkRequest, LinkRequests } from '../../shared/ports/link-requests.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { LinkPorts } from './link-desk.ts';
import { type SpendPorts, sendsCode } from './link-spend.ts';

export type CodePorts = LinkPorts &
	SpendPorts & {
		readonly linkRequests: LinkRequests;
		readonly mailings: Pick<Mailings, 'plan'>;
	};

const codeMs = 10 * 60_000;
export const mostTries = 5;
/** Of one request. */
export const mostCodes = 3;

const cost: ScryptOptions = { N: 8_192, r: 8, p: 1 };
const hashed = (code: string, salt: string): Promise<Buffer> =>
	new Promise((done, failed) => {
		scrypt(code, Buffer.from(salt, 'hex'), 32, cost, (error, key) => (error ? failed(error) : done(key)));
	});

export const isCode = async (typed: string, { hash, salt }: LinkRequest['code']): Promise<boolean> => {
	const digits = typed.replace(/[\s-]/g, '');
	if (!/^\d{6}$/.test(digits)) return false;
	return timingSafeEqual(await hashed(digits, salt), Buffer.from(hash, 'hex'));
};

/** What a new code makes of the request, and the code itself, which is kept nowhere but in its mail until that is sent. */
export const newCode = async (
	now: Instant,
	address: string | null,
): Promise<{ readonly code: LinkRequest['code']; readonly digits: string }> => {
	const digits = String(randomInt(0, 1_000_000)).padStart(6, '0');
	const salt = randomBytes(16).toString('hex');
	const hash = (await hashed(digits, salt)).toString('hex');
	return { code: { hash, salt, until: later(now, codeMs), tries: 0, address }, digits };
};

/** The mail with it. Where there is no address, or mail came back from it, nothing goes out, and nobody here is told. */
export const mailCode = async ({ company, customer, id, codes, code }: LinkRequest, digits: string, ports: CodePorts): Promise<void> => {
	const at = ports.clock.now();
	// A request that is gone after its day may be asked for once more, and has the same id then: its mails are told apart by when their codes end.
	const about = `${id}-${codes}-${msOf(code.until)}`;
	const mailing = codeMail({ company, customer, ledger: ledgerOfCustomer(customer), at }, about, digits, code.until);
	await ports.mailings.plan(mailing);
	await ports.queues.send({ type: 'reminders.send', company, mail: mailing.id });
};

/** Null: it was sent; else the seconds until one may be sent again. A request that somebody else changed meanwhile has had its code. */
export const sendCode = async (
	request: LinkRequest,
	{ link, address }: { readonly link: Parameters<typeof sendsCode>[0]; readonly address: string | null },
	ports: CodePorts,
): Promise<number | null> => {
	const wait = await sendsCode(link, ports);
	if (wait !== null) return wait;
	const { code, digits } = await newCode(ports.clock.now(), address);
	const next: LinkRequest = { ...request, code, codes: request.codes + 1 };
	if ((await ports.linkRequests.saveRequest(next)) === 'saved') await mailCode(next, digits, ports);
	return null;
};
