/** Where a ledger's postings go, as a person chooses it. */
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { type Currency, isCurrency } from '../../shared/domain/money.ts';
import type { AccountRole, PostingAccounts } from '../../shared/domain/posting.ts';
import { misfit, newPostingSettings, type PostingSettings, roleText } from '../../shared/domain/posting-accounts.ts';
import { notFound, Refusal, type RefusalField } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { writeOffLimit } from '../../shared/wire/posting-asked.ts';

type Ports = {
	readonly connections: Pick<Connections, 'connection'>;
	readonly postings: Pick<Postings, 'settings' | 'saveSettings'>;
	readonly queues: Queues;
	readonly clock: Clock;
};

const others = ['discount', 'write-off', 'late-fee', 'clearing'] as const satisfies readonly AccountRole[];

const moved = (): Refusal =>
	new Refusal(409, 'MOVED_ON', 'Somebody changed it at the same moment', 'Load the page again and choose once more.');

const mustExist = async (company: CompanyId, ledger: LedgerId, { connections }: Ports): Promise<void> => {
	const connection = await connections.connection(company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
};

const mayBe = (id: string, role: AccountRole, currency: Currency | null, { listed }: PostingSettings): string | null => {
	if (!listed) return 'is not known yet: read the accounts from the ledger first';
	return misfit(id, role, currency, listed.accounts);
};

const choiceIn = (fields: Readonly<Record<string, unknown>>, settings: PostingSettings): PostingAccounts => {
	const wrong: RefusalField[] = [];
	const take = (path: string, role: AccountRole, currency: Currency | null): string | undefined => {
		const id = fields[path];
		if (id === undefined) return undefined;
		const why = typeof id === 'string' ? mayBe(id, role, currency, settings) : 'must be an id';
		if (why !== null) wrong.push({ path, message: `What you chose as ${roleText(role, currency ?? ('EUR' as Currency))} ${why}.` });
		return typeof id === 'string' ? id : undefined;
	};
	const banks: Partial<Record<Currency, string>> = {};
	for (const name of Object.keys(fields)) {
		const code = /^bank\.(.+)$/.exec(name)?.[1];
		if (!isCurrency(code)) continue;
		const id = take(name, 'bank', code);
		if (id !== undefined) banks[code] = id;
	}
	const rest = others.flatMap((role) => {
		const id = take(role, role, null);
		return id === undefined ? [] : [[role, id] as const];
	});
	if (wrong.length > 0)
		throw new Refusal(400, 'ACCOUNT_UNFIT', 'That account will not do', wrong.map(({ message }) => message).join(' '), { fields: wrong });
	return { banks, ...Object.fromEntries(rest) };
};

const limitIn = (given: unknown): number => {
	const read = writeOffLimit.safeParse(given);
	if (read.success) return Number(read.data);
	const message = read.error.issues[0]?.message ?? '';
	throw new Refusal(400, 'LIMIT_UNREADABLE', 'That is no limit', message, { fields: [{ path: 'writeOffMost', message }] });
};

/** Each account is held against the list that the ledger gave last. What is left empty is not chosen. @throws Refusal */
export const chooseAccounts = async (
	company: CompanyId,
	ledger: LedgerId,
	fields: Readonly<Record<string, unknown>>,
	ports: Ports,
): Promise<PostingSettings> => {
	await mustExist(company, ledger, ports);
	const settings = (await ports.postings.settings(company, ledger)) ?? newPostingSettings(company, ledger);
	const writeOffMost = fields.writeOffMost === undefined ? settings.writeOffMost : limitIn(fields.writeOffMost);
	const next: PostingSettings = { ...settings, chosen: choiceIn(fields, settings), writeOffMost };
	if ((await ports.postings.saveSettings(next)) === 'stale') throw moved();
	return next;
};

/** Has the accounts listed anew. They appear when the ledger has answered. */
export const askForAccounts = async (company: CompanyId, ledger: LedgerId, ports: Ports): Promise<void> => {
	await mustExist(company, ledger, ports);
	const settings = (await ports.postings.settings(company, ledger)) ?? newPostingSettings(company, ledger);
	if ((await ports.postings.saveSettings({ ...settings, asked: ports.clock.now(), problem: null })) === 'stale') throw moved();
	await ports.queues.send({ type: 'reconcile.accounts', company, ledger });
};
