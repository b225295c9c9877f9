import { Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies, Role } from '../../shared/ports/companies.ts';
import type { People } from '../../shared/ports/people.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Throttle } from '../../shared/ports/throttle.ts';

export type PeoplePorts = {
	readonly companies: Pick<Companies, 'user' | 'users'>;
	readonly people: People;
	readonly queues: Queues;
	readonly throttle: Throttle;
	readonly clock: Clock;
};

/** Who asks, from the session. */
export type Asker = {
	readonly company: string;
	readonly user: string;
	readonly name: string;
	readonly roles: readonly Role[];
};

export const mayChangePeople = ({ roles }: Pick<Asker, 'roles'>): boolean => roles.includes('owner');

export const notAnOwner = (): Refusal =>
	new Refusal(
		403,
		'ROLE_MISSING',
		'Your role does not allow this',
		'Inviting people, changing roles and removing people needs the role owner.',
	);

/** @throws Refusal 403, before anything is looked up; the table decides again when it is written */
export const mustChangePeople = (asker: Pick<Asker, 'roles'>): void => {
	if (!mayChangePeople(asker)) throw notAnOwner();
};

export const changedMeanwhile = (): Refusal =>
	new Refusal(409, 'STALE', 'Somebody else was faster', 'It was changed since you saw it. Look at it as it is now, then decide again.');
