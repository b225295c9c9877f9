/** What a page says after a button was pressed: the cookie carries a code, never a text. */
import { arrangementKinds } from '../../shared/domain/arrangements/kinds.ts';
import { arrangementWords } from '../../shared/wire/arrangement-words.ts';

const said: Readonly<Record<string, string>> = {
	approve: 'Approved.',
	decline: 'Not approved. Whoever asked for it reads why.',
	accept: 'Kept: the customer agrees.',
	refuse: 'Kept: the customer says no.',
	propose: 'Proposed. Somebody else approves it.',
	concede: 'Agreed. The credit is written to the ledger, and appears here when it is there.',
	uphold: 'Answered: it is owed as it stands.',
	withdraw: 'Ended.',
	replace: 'To be agreed anew. This is the new one; the one before stands until this one is in force.',
	owner: 'Somebody else sees to it from now on.',
	limits: 'Kept. It holds from now on.',
};

const begun = 'begun-';
export const begunCode = (kind: string): string => `${begun}${kind}`;

export const saidBy = (code: string | undefined): string | undefined => {
	if (code === undefined) return undefined;
	const kind = arrangementKinds.find((each) => code === begunCode(each));
	return kind === undefined ? said[code] : `Begun: ${arrangementWords[kind].toLowerCase()}.`;
};
