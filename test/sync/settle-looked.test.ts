/** What a look at journals takes a doubt off: what the ledger's list says, and nothing where there was none. */
import { expect, it } from 'vitest';
import { settleLooked } from '../../functions/sync/settle-looked.ts';
import { journalList, type ReadRow, type Refused } from '../../shared/domain/document.ts';
import { began, rig } from './rig.ts';

const doubted: Refused = { kind: 'journal', id: '7-1', reason: 'it says no day' };

it.each([
	['could not be had', [{ kind: 'journal', id: journalList, reason: 'refused' }], []],
	['does not name it', [], ['7-1']],
] as const)('a list that %s', async (_, refused, over) => {
	const { ports, state } = rig({ refused: [doubted], refusedInAll: 1 });
	const well: ReadRow[] = [];
	const books: typeof ports.books = {
		...ports.books,
		noteRows: async (__, rows) => {
			well.push(...rows.well);
			return { changed: 0, unread: [] };
		},
	};
	await settleLooked(state.connection, 'journal', ['7-1'], { documents: [], refused, gone: [], calls: 1 }, began, { ...ports, books });
	expect(well.map(({ id }) => id)).toEqual(over);
});
