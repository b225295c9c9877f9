/** A second person in somebody's company, as an invitation will make one: written past the functions, since nobody can invite yet. */
import { demoUsers } from '../../local/identity/users.ts';
import { openStore } from '../../shared/adapters/dynamo/store.ts';
import type { Role } from '../../shared/ports/companies.ts';
import { keys } from '../../shared/wire/table.ts';
import type { Running } from './running.ts';

const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** Before their first sign-in Boris joins the company of Ana, who has signed in. Each gets these roles from their next request on. */
export const borisJoins = async (
	running: Running,
	roles: { readonly ana: readonly Role[]; readonly boris: readonly Role[] },
): Promise<void> => {
	const [ana, boris] = demoUsers;
	const { stack } = running;
	const all = await running.items();
	const pointer = all.find(({ pk }) => String(pk).startsWith('X#SUB#') && String(pk).endsWith(`#${ana?.subject}`));
	if (!ana || !boris || !pointer) throw new Error('Ana has not signed in');
	const company = String(pointer.co);
	const user = all.find(
		(item) => item.pk === keys.user(company, String(pointer.user)).pk && item.sk === keys.user(company, String(pointer.user)).sk,
	);
	const store = openStore({ tableName: stack.tableName, client: { ...local, endpoint: stack.dynamo.url } });
	try {
		await store.put({ ...user, ...keys.user(company, String(pointer.user)), roles: roles.ana });
		await store.put({ ...keys.user(company, 'boris'), co: company, name: boris.name, roles: roles.boris });
		await store.put({ pk: String(pointer.pk).replace(ana.subject, boris.subject), sk: String(pointer.sk), co: company, user: 'boris' });
	} finally {
		store.db.destroy();
	}
};
