import { type Connection, consentLost, type Grant } from '../../shared/domain/connection.ts';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { type Consent, ConsentFault, type Tokens } from '../../shared/ports/consent.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { changeConnection, type GrantUsers, sayUnanswered, usersOf } from './grant-users.ts';
import { letGo } from './held-grants.ts';
import { refreshEarlyMs, refreshLeaseMs, retryMs } from './token-times.ts';
import { isWarningDue } from './warn-ending.ts';

export type GrantPorts = {
	readonly connections: Connections;
	readonly consentOf: (provider: Grant['provider']) => Promise<Consent>;
	readonly directory: Directory;
	readonly moves: Pick<LedgerMoves, 'moves'>;
	readonly queues: Queues;
	readonly vault: Vault;
	readonly clock: Clock;
};

/** One that waits for another company's yes is looked at again after this. */
const keptMs = 6 * 60 * 60_000;

/** What became of it, for the log: the entry raises an alarm on `unanswered`. */
export type Tended = 'nothing to do' | 'refreshed' | 'released' | 'refused' | 'unanswered';

/**
 * Writes the new tokens onto whatever else was written meanwhile, as long as nobody else refreshed: tokens that were handed out once must not be lost,
 * since the provider may have ended the old ones.
 */
const keep = async (held: Grant, tokens: Tokens, { connections, vault }: GrantPorts): Promise<void> => {
	const { company, id, generation } = held;
	const [access, refresh] = await Promise.all([
		vault.seal({ company, purpose: 'access' }, tokens.access),
		vault.seal({ company, purpose: 'refresh' }, tokens.refresh),
	]);
	const { accessExpiresAt, refreshExpiresAt } = tokens;
	const wake = later(accessExpiresAt, -refreshEarlyMs);
	for (let latest: Grant | null = held; latest?.generation === generation; latest = await connections.grant(company, id)) {
		const next: Grant = {
			...latest,
			access,
			refresh,
			accessExpiresAt,
			refreshExpiresAt,
			generation: generation + 1,
			refreshing: null,
			failures: 0,
			wake,
		};
		if ((await connections.saveGrant(next)) === 'saved') return;
	}
};

/** Steps that waited for a token go on, and a first read that was to begin with it begins. Other pauses (a provider's daily limit) are not ours to break. */
const resume = async (live: readonly Connection[], generation: number, { queues }: GrantPorts): Promise<void> => {
	for (const { company, ledger, run, phase } of live)
		if (run?.waitsForToken)
			await queues.send(
				{ type: 'sync.pull', company, ledger, run: run.id, step: run.step },
				{ dedupe: `${run.id}:${run.step}:g${generation}` },
			);
		else if (run === null && phase === 'backfill')
			await queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0 }, { dedupe: `${ledger}:g${generation}`.slice(0, 128) });
};

/** Neither a refresh nor waiting keeps it beyond its end: people hear of it in time. Asked for again by the next refresh, should this be lost. */
const warn = async (held: Grant, { live }: GrantUsers, { queues, clock }: GrantPorts): Promise<void> => {
	const read = live.some(({ state }) => state === 'connected');
	if (read && isWarningDue(held, clock.now())) await queues.send({ type: 'connect.warn', company: held.company, grant: held.id });
};

/**
 * Of a ledger that another company has from now on: at Xero only what this consent opened is ended; at Intuit a revoked token may end every consent of our
 * app for that company, the new owner's too, so ours is only deleted.
 */
const mayTell = ({ provider, movedAt }: Connection): boolean => !movedAt || provider === 'xero';

/** Tells the provider, gives up our claim, and only then marks it done: cut anywhere, it is done again. */
const release = async (leaving: readonly Connection[], tokens: Tokens | null, consent: Consent, ports: GrantPorts): Promise<void> => {
	for (const left of leaving) {
		const { company, ledger, provider, externalId, grant } = left;
		if (tokens && mayTell(left)) await consent.release(externalId, tokens);
		await ports.directory.releaseLedger(provider, externalId, company);
		await changeConnection(company, ledger, ports, (latest) =>
			latest.grant === grant && latest.state === 'disconnected' ? { ...latest, releasedAt: ports.clock.now() } : null,
		);
	}
};

/** The provider refuses it for good. Those who use it wait for a person; those who left have nothing more to give back. */
const refused = async (held: Grant, { live, leaving }: GrantUsers, consent: Consent, ports: GrantPorts): Promise<Tended> => {
	await ports.connections.saveGrant({ ...held, state: 'dead', refreshing: null, wake: null });
	const text = 'The provider no longer accepts our permission. Press Reconnect; nothing that was read is lost.';
	for (const { company, ledger } of live)
		await changeConnection(company, ledger, ports, (latest) =>
			latest.grant === held.id && latest.state === 'connected' ? consentLost(latest, text, ports.clock.now()) : null,
		);
	await release(leaving, null, consent, ports);
	if (live.length === 0) await ports.connections.dropGrant(held.company, held.id);
	return 'refused';
};

/** When the first of the tries without an answer began. Records from before it was kept say when the last did. */
const firstOf = ({ startedAt, since }: NonNullable<Grant['refreshing']>): Instant => since ?? startedAt;

const unanswered = async (held: Grant, users: GrantUsers, ports: GrantPorts): Promise<Tended> => {
	const failures = held.failures + 1;
	const now = ports.clock.now();
	const silentMs = held.refreshing ? msOf(now) - msOf(firstOf(held.refreshing)) : 0;
	const wake = later(now, retryMs(failures, silentMs, held.provider));
	await ports.connections.saveGrant({ ...held, failures, wake }); // stale: whoever wrote it has set a wake of its own
	await sayUnanswered(users.live, held, failures, wake, ports);
	await warn(held, users, ports);
	return 'unanswered';
};

/**
 * Keeps a consent's tokens alive, one refresh at a time (DESIGN 9.5), and gives back the ledgers that were disconnected. `refreshing` is written before
 * the provider is asked, so a process that dies between the provider's rotation and our write is known by its stale mark: the old token is tried again,
 * which Xero takes for 30 minutes more and Intuit for a day.
 */
export const tendGrant = async (company: CompanyId, id: string, ports: GrantPorts): Promise<Tended> => {
	const grant = await ports.connections.grant(company, id);
	if (!grant) return 'nothing to do';
	const users = await usersOf(grant, ports);
	const { live, leaving } = users;
	const now = ports.clock.now();
	if (grant.refreshing && msOf(now) - msOf(grant.refreshing.startedAt) < refreshLeaseMs) return 'nothing to do'; // another is at it
	const due = grant.refreshing !== null || msOf(grant.accessExpiresAt) - msOf(now) <= refreshEarlyMs;
	if (leaving.length === 0 && live.length > 0 && (grant.state === 'dead' || !due)) return 'nothing to do'; // a duplicate: done already
	if (leaving.length === 0 && live.length === 0) {
		// Nobody's: its ledgers belong to another company, or connect again with a newer consent. Not revoked, since that may end theirs. One that waits for
		// another company's yes is kept as it is, and not renewed before: unused, it lasts much longer than a request does.
		if ((due || grant.state === 'dead') && (await letGo(company, id, ports)) === 'kept')
			await ports.connections.saveGrant({ ...grant, wake: later(now, keptMs) });
		return 'nothing to do';
	}
	const consent = await ports.consentOf(grant.provider);
	if (grant.state === 'dead') return refused(grant, users, consent, ports);
	const claimed: Grant = {
		...grant,
		refreshing: { startedAt: now, since: grant.refreshing ? firstOf(grant.refreshing) : now },
		wake: later(now, refreshLeaseMs),
	};
	if ((await ports.connections.saveGrant(claimed)) === 'stale') return 'nothing to do'; // another was faster
	const held: Grant = { ...claimed, rev: grant.rev + 1 };
	try {
		const tokens = await consent.refresh(await ports.vault.open({ company, purpose: 'refresh' }, grant.refresh));
		await keep(held, tokens, ports);
		await resume(live, held.generation + 1, ports);
		await warn({ ...held, refreshExpiresAt: tokens.refreshExpiresAt }, users, ports);
		await release(leaving, tokens, consent, ports);
		if (live.length > 0) return 'refreshed';
		await letGo(company, id, ports);
		return 'released';
	} catch (error) {
		if (!(error instanceof ConsentFault)) throw error;
		return error.kind === 'refused' ? refused(held, users, consent, ports) : unanswered(held, users, ports);
	}
};
