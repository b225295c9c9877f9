import { randomUUID } from 'node:crypto';
import type { GivenRole } from '../../shared/domain/invitation.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Role, User } from '../../shared/ports/companies.ts';
import { type Asker, changedMeanwhile, mustChangePeople, notAnOwner, type PeoplePorts } from './people-ports.ts';

type Ports = Pick<PeoplePorts, 'companies' | 'people' | 'clock'>;

const lastOwner = (): Refusal =>
	new Refusal(409, 'LAST_OWNER', 'A company needs an owner', 'You are its only one. Make somebody else an owner first.');

/**
 * An owner other than this user, who is looked at again when it is written: mostly the one who asks. Of two who stop each other from being owners one is too
 * late, and of three in a ring as well.
 */
const witnessOf = async (asker: Asker, user: User, { companies }: Ports): Promise<string> => {
	if (asker.user !== user.id) return asker.user;
	const other = (await companies.users(asker.company)).find(({ id, roles }) => id !== user.id && roles.includes('owner'));
	if (!other) throw lastOwner();
	return other.id;
};

const seenIn = (roles: readonly Role[]): string => roles.toSorted().join();

const change = async (
	asker: Asker,
	id: string,
	seen: string | undefined,
	roles: readonly GivenRole[] | null,
	ports: Ports,
): Promise<void> => {
	mustChangePeople(asker);
	const { company } = asker;
	const user = await ports.companies.user(company, id);
	if (!user) throw notFound('person');
	const next = roles && [...roles, ...user.roles.filter((role) => role === 'operator')];
	if (next && seenIn(next) === seenIn(user.roles)) return;
	if (seen !== undefined && seen.split(',').toSorted().join() !== seenIn(user.roles)) throw changedMeanwhile();
	// Who only gets more, or less of something else, stays what they are: one owner alone may do that to themselves.
	const staysOwner = user.roles.includes('owner') && next?.includes('owner') === true;
	const witness = staysOwner && asker.user === id ? null : await witnessOf(asker, user, ports);
	const saved = await ports.people.changeUser(user, next, witness, {
		at: ports.clock.now(),
		id: randomUUID(),
		by: { id: asker.user, name: asker.name },
		did: roles === null ? 'removed' : 'roles',
		who: user.name,
		before: user.roles,
		after: next,
	});
	if (saved === 'stale') throw changedMeanwhile();
	if (saved === 'not-owner') throw witness === asker.user ? notAnOwner() : changedMeanwhile();
};

/** Holds from their next request on. What is so already changes nothing. @throws Refusal 403, 404, 409 `STALE`, `LAST_OWNER` */
export const changeRoles = (
	asker: Asker,
	id: string,
	asked: { readonly roles: readonly GivenRole[]; readonly seen: string | undefined },
	ports: Ports,
): Promise<void> => change(asker, id, asked.seen, asked.roles, ports);

/**
 * Their sessions end with their next request, since each looks at who is there. What they did and what is theirs to see to stays as it is.
 * @throws Refusal as `changeRoles`
 */
export const removePerson = (asker: Asker, id: string, seen: string | undefined, ports: Ports): Promise<void> =>
	change(asker, id, seen, null, ports);
