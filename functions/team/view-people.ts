import { type PeopleView, peopleView } from '../../shared/wire/people-view.ts';
import { type Asker, mayChangePeople, type PeoplePorts } from './people-ports.ts';

const changesShown = 50;

/** 2 RCU for some 20 people. */
export const viewPeople = async (
	asker: Asker,
	{ companies, people, clock }: Pick<PeoplePorts, 'companies' | 'people' | 'clock'>,
): Promise<PeopleView> => {
	const { company, user } = asker;
	const [users, invitations, changes] = await Promise.all([
		companies.users(company),
		people.invitations(company),
		people.changes(company, changesShown),
	]);
	return peopleView(users, invitations, changes, { user, may: mayChangePeople(asker) }, clock.now());
};
