/** Who gives up how much alone, as a company's owner decides it. */
import { type AuthorityChange, type Limit, limitSet, withLimit } from '../../shared/domain/arrangements/authority.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type AskedLimit, type AuthorityView, authorityView } from '../../shared/wire/authority-view.ts';
import { minorIn } from './asking.ts';
import type { Asker } from './begin.ts';
import { stale } from './decide.ts';

export type LimitPorts = {
	readonly arrangements: Pick<Arrangements, 'authority' | 'authorityChanges' | 'saveAuthority'>;
	readonly clock: Clock;
};

const changesShown = 50;

export const maySetLimits = (roles: readonly string[]): boolean => roles.includes('owner');

export const viewLimits = async (company: CompanyId, roles: readonly string[], { arrangements }: LimitPorts): Promise<AuthorityView> => {
	const [settings, changes] = await Promise.all([arrangements.authority(company), arrangements.authorityChanges(company, changesShown)]);
	return authorityView(settings, changes, maySetLimits(roles));
};

const missing = (message: string): Refusal =>
	new Refusal(400, 'FIELD_WRONG', 'Something is missing', message, { fields: [{ path: 'amount', message }] });

const limitIn = ({ limit, amount, currency }: AskedLimit): Limit | null => {
	if (limit !== 'amount') return limit === 'any' ? 'any' : null;
	if (amount === undefined) throw missing('Write the amount, like 250.');
	return minorIn(amount, currency, 'amount');
};

/**
 * Holds from then on, also for what was asked for before: it is judged when somebody says yes. Kept with who, when, before and after. What is so already changes
 * nothing. @throws Refusal 403 for anybody but an owner, 409 `STALE`
 */
export const setLimit = async (
	{ company, person, roles }: Asker,
	asked: AskedLimit,
	{ arrangements, clock }: LimitPorts,
): Promise<void> => {
	if (!maySetLimits(roles))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Saying who gives up how much needs the role owner.');
	const { role, currency } = asked;
	const limit = limitIn(asked);
	const settings = (await arrangements.authority(company)) ?? { company, limits: {}, rev: 0 };
	const before = limitSet(settings, role, currency);
	// The same button, pressed twice.
	if (before === limit) return;
	if (settings.rev !== Number(asked.rev)) throw stale();
	const change: AuthorityChange = { company, at: clock.now(), by: { id: person.id, name: person.name }, role, currency, limit, before };
	const next = { ...settings, limits: withLimit(settings.limits, change) };
	if ((await arrangements.saveAuthority(next, change)) === 'stale') throw stale();
};
