import { expect, it } from 'vitest';
import { accountsIn } from '../../../../shared/adapters/quickbooks/posting-accounts.ts';
import type { PostingClient } from '../../../../shared/adapters/quickbooks/posting-client.ts';
import { fake } from '../../../support/fake.ts';

it('of the other current assets only Undeposited Funds takes money in: no loan, prepayment or stock is offered as a bank', async () => {
	const rows = [
		['35', 'Bank', 'Checking'],
		['4', 'Other Current Asset', 'UndepositedFunds'],
		['7', 'Other Current Asset', 'PrepaidExpenses'],
		['8', 'Other Current Asset', 'Inventory'],
		['9', 'Other Current Asset', undefined],
		['10', 'Fixed Asset', 'UndepositedFunds'],
	].map(([Id, AccountType, AccountSubType]) => ({ Id, Name: `Account ${Id}`, AccountType, AccountSubType }));
	const client = fake<PostingClient>({ list: async (entity) => (entity === 'Account' ? rows : []) });
	expect((await accountsIn(client)).map(({ id, fit, receivesOnly }) => [id, fit.join(), receivesOnly])).toEqual([
		['35', 'bank,clearing', undefined],
		['4', 'bank', true],
	]);
});
