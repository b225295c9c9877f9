/** What this person may do with an arrangement now, and why not the rest. The server decides again. Pure. */
import { actAnswer } from '../domain/arrangements/advance.ts';
import { pendingFor } from '../domain/arrangements/anew.ts';
import type { Arrangement, Person } from '../domain/arrangements/arrangement.ts';
import { type Authority, approval, mostGivenUp } from '../domain/arrangements/authority.ts';
import { type Act, acts } from '../domain/arrangements/kinds.ts';
import { machine } from '../domain/arrangements/machine.ts';
import { toDecimal } from '../domain/money.ts';
import { begunKinds } from './arrangement-fields.ts';
import { actRefusalWords, approvalWords, buttonWords } from './arrangement-words.ts';
import type { Amount } from './http.ts';

export type ActView = {
	readonly act: Act;
	/** The words on its button. */
	readonly text: string;
	readonly may: boolean;
	/** Why not. */
	readonly why: string | null;
};

export type Actor = { readonly person: Person; readonly roles: readonly string[] };

const acting = new Set(['owner', 'finance']);
const roleWords = 'This needs the role owner or finance.';

/** An act that no state of the kind ever allows is not spoken of. */
const isEver = (kind: Arrangement['kind'], act: Act): boolean => Object.values(machine[kind]).some((row) => !('refuses' in row[act]));

const whyNot = (
	arrangement: Arrangement,
	act: Act,
	{ person, roles }: Actor,
	authority: Authority | null,
	all: readonly Arrangement[],
): string | null => {
	const answer = actAnswer(arrangement, act);
	if (answer !== 'stays' && 'refuses' in answer) return actRefusalWords[answer.refuses];
	if (!roles.some((role) => acting.has(role))) return roleWords;
	const { kind, currency } = arrangement;
	if (act === 'approve') {
		const found = approval(arrangement, { person, roles }, authority);
		return found === 'may' ? null : approvalWords[found];
	}
	if (act === 'concede' && currency !== null && mostGivenUp(currency, roles, authority) === 0)
		return 'You may give up nothing alone. Propose it to a second person.';
	if (act === 'replace' && !begunKinds.some((each) => each === kind)) return actRefusalWords.NOT_POSSIBLE;
	if (act === 'replace' && pendingFor(arrangement, all) !== null)
		return 'It is being agreed anew already: decide or end the newer version, or agree that one anew.';
	return null;
};

/** Those allowed first. `all`: the customer's, as they are today. */
export const actsOf = (
	arrangement: Arrangement,
	actor: Actor,
	authority: Authority | null,
	all: readonly Arrangement[] = [],
): readonly ActView[] =>
	acts
		.filter((act) => isEver(arrangement.kind, act))
		.map((act) => {
			const why = whyNot(arrangement, act, actor, authority, all);
			return { act, text: buttonWords(act, arrangement.kind), may: why === null, why };
		})
		.toSorted((a, b) => Number(b.may) - Number(a.may));

/** How much of it this person gives up alone; null: any amount, or it has no currency. */
export const aloneOf = ({ currency }: Arrangement, { roles }: Actor, authority: Authority | null): Amount | null => {
	const most = currency === null ? null : mostGivenUp(currency, roles, authority);
	return most === null || currency === null ? null : toDecimal({ minor: most, currency });
};
