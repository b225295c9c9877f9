import { randomUUID } from 'node:crypto';
import { connectedAgain, newConnection, readAnew } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import { ledgerId, type Provider } from '../../shared/domain/document.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { type Consent, type Consented, type ConsentedLedger, ConsentFault, type Tokens } from '../../shared/ports/consent.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { type Asked, type AskPorts, askMove, type MoveAsker } from './ask-move.ts';
import { type Asker, stateHashOf } from './begin-consent.ts';
import { letGo } from './held-grants.ts';
import { refreshEarlyMs } from './token-times.ts';

type Ports = AskPorts & { readonly consent: Consent; readonly vault: Vault };
type Returned = {
	readonly code: string | undefined;
	readonly state: string | undefined;
	readonly realm: string | null;
	readonly error: string | undefined;
	readonly redirectUri: string;
};
/** Names, by what became of them. `asked`: another company has it, and was asked. `proposed`: an owner of this one must say yes to that first. */
export type Connected = Readonly<Record<'connected' | 'asked' | 'proposed' | 'later', readonly string[]>>;

const refuse = (code: string, detail: string): Refusal => new Refusal(400, code, 'The ledger was not connected', detail);

/** The request this answer belongs to, used up. One answer for unknown, used, expired, another's: nothing to learn from it. */
const consentBegun = async (provider: Provider, asker: Asker, state: string | undefined, { connections, clock }: Ports): Promise<void> => {
	const begun = state ? await connections.takeConsent(asker.company, stateHashOf(state)) : null;
	if (
		!begun ||
		begun.provider !== provider ||
		begun.user !== asker.user ||
		begun.session !== asker.session ||
		begun.expiresAt <= clock.now()
	)
		throw refuse(
			'STATE_UNKNOWN',
			'This consent was begun in another session, used before, or is older than ten minutes. Press Connect again.',
		);
};

const sealed = async (provider: Provider, company: string, tokens: Tokens, { connections, vault }: Ports): Promise<string> => {
	const id = randomUUID();
	const [access, refresh] = await Promise.all([
		vault.seal({ company, purpose: 'access' }, tokens.access),
		vault.seal({ company, purpose: 'refresh' }, tokens.refresh),
	]);
	const { accessExpiresAt, refreshExpiresAt } = tokens;
	const wake = later(accessExpiresAt, -refreshEarlyMs);
	await connections.saveGrant({
		company,
		id,
		provider,
		state: 'alive',
		access,
		refresh,
		accessExpiresAt,
		refreshExpiresAt,
		generation: 1,
		refreshing: null,
		failures: 0,
		wake,
		rev: 0,
	});
	return id;
};

/** Connects, or connects again: what was read before stays and the next delta goes on from its watermark. */
const connectLedger = async (
	company: string,
	provider: Provider,
	found: ConsentedLedger,
	grant: string,
	ports: Ports,
): Promise<'connected' | 'taken'> => {
	const ledger = ledgerId(provider, found.externalId);
	if ((await ports.directory.claimLedger(provider, found.externalId, { company, ledger })) === 'taken') return 'taken';
	for (;;) {
		const known = await ports.connections.connection(company, ledger);
		const now = ports.clock.now();
		const next = known
			? readAnew(connectedAgain(known, { name: found.name, grant }, now), now)
			: newConnection({ company, provider, externalId: found.externalId, name: found.name, grant }, now);
		if ((await ports.connections.saveConnection(next)) === 'stale') continue;
		if (known && known.grant !== grant) await letGo(company, known.grant, ports);
		// Should this message be lost, the connection's own wake brings it again.
		const { run } = next;
		await ports.queues.send(
			{ type: 'sync.pull', company, ledger, run: run?.id ?? null, step: run?.step ?? 0 },
			{ dedupe: `${ledger}:${grant}`.slice(0, 128) },
		);
		return 'connected';
	}
};

/** One that another company has is asked for there. */
const connectOrAsk = async (
	asker: MoveAsker,
	provider: Provider,
	found: ConsentedLedger,
	grant: string,
	ports: Ports,
): Promise<'connected' | Asked> => {
	for (;;) {
		if ((await connectLedger(asker.company, provider, found, grant, ports)) === 'connected') return 'connected';
		const asked = await askMove(asker, provider, found, grant, ports);
		if (asked.is !== 'free') return asked;
	}
};

/**
 * Of what the token reaches by an earlier consent of the same person, that which this company owns and has not given up: Xero may leave an organisation
 * that is agreed to again with its earlier event. Where this consent opened others, only those that wait for a person. Nobody else's is ever taken: our
 * own directory says whose it is, and says it once more when it is claimed.
 */
const ownedBefore = async (company: string, { ledgers, reached = [] }: Consented, ports: Ports): Promise<readonly ConsentedLedger[]> => {
	const own = await Promise.all(
		reached.map(async (each) => {
			const owner = await ports.directory.ledger(ports.consent.provider, each.externalId);
			if (owner?.company !== company) return [];
			const known = await ports.connections.connection(company, owner.ledger);
			const again = known?.state === 'needs-reconnecting' || (known?.state === 'connected' && ledgers.length === 0);
			return again ? [each] : [];
		}),
	);
	return own.flat();
};

const askedLately = (at: Instant): Refusal =>
	new Refusal(
		409,
		'MOVE_ASKED_LATELY',
		'The ledger was not connected',
		`Another company has connected this organisation, and was asked for it lately. It can be asked again after ${at.slice(0, 16).replace('T', ' ')} UTC. Nothing was read.`,
	);

/** The person came back from the provider. Cut anywhere, pressing Connect again ends in the same place. */
export const completeConsent = async (
	provider: Provider,
	asker: Asker & MoveAsker,
	returned: Returned,
	ports: Ports,
): Promise<Connected> => {
	await consentBegun(provider, asker, returned.state, ports);
	if (returned.error) throw refuse('CONSENT_DENIED', 'You said no at the provider. Nothing was read; press Connect to try again.');
	if (!returned.code) throw refuse('NO_CODE', 'The provider sent no code. Press Connect again.');
	try {
		const { code, realm, redirectUri } = returned;
		const consented = await ports.consent.redeem({ code, realm, redirectUri });
		const { tokens } = consented;
		const ledgers = [...consented.ledgers, ...(await ownedBefore(asker.company, consented, ports))];
		if (ledgers.length === 0)
			throw refuse('NO_LEDGER', 'You agreed, but chose no organisation. Press Connect again and choose at least one.');
		const grant = await sealed(provider, asker.company, tokens, ports);
		const results = await Promise.all(
			ledgers.map(async (found) => ({ name: found.name, result: await connectOrAsk(asker, provider, found, grant, ports) })),
		);
		const named = (is: keyof Connected): string[] =>
			results.filter(({ result }) => (result === 'connected' ? result : result.is) === is).map(({ name }) => name);
		const outcome = { connected: named('connected'), asked: named('asked'), proposed: named('proposed'), later: named('later') };
		if (outcome.later.length < results.length) return outcome;
		await letGo(asker.company, grant, ports);
		throw askedLately(
			results.flatMap(({ result }) => (result !== 'connected' && result.is === 'later' ? [result.at] : [])).toSorted()[0] ??
				ports.clock.now(),
		);
	} catch (error) {
		if (error instanceof ConsentFault)
			throw error.kind === 'refused'
				? refuse('CODE_REFUSED', 'The provider did not accept the code: it was used before or is too old. Press Connect again.')
				: new Refusal(503, 'PROVIDER_SILENT', 'The provider does not answer', 'Nothing was connected. Press Connect again in a minute.');
		throw error;
	}
};
