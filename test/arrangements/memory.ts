/** The ports `arrangements` and `postings` in memory, for tests that live many short lives. */
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import type { AuthorityChange, AuthoritySettings } from '../../shared/domain/arrangements/authority.ts';
import { isOver } from '../../shared/domain/arrangements/calendar.ts';
import { keepsSubjects, type Posting, subjectsOf } from '../../shared/domain/posting.ts';
import type { PostingSettings } from '../../shared/domain/posting-accounts.ts';
import type { ArrangementChange, Arrangements } from '../../shared/ports/arrangements.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import { fake } from '../support/fake.ts';

/** Of one company. */
export const memoryArrangements = (): Arrangements => {
	const live = new Map<string, Arrangement>();
	const old = new Map<string, Arrangement>();
	const history: ArrangementChange[] = [];
	const marks = new Map<string, number>();
	let limits: AuthoritySettings | null = null;
	const limitChanges: AuthorityChange[] = [];
	const isSeen = ({ id, rev }: Arrangement): boolean => (live.get(id)?.rev ?? 0) === rev;
	const put = (arrangement: Arrangement): void =>
		void live.set(arrangement.id, structuredClone({ ...arrangement, rev: arrangement.rev + 1 }));
	return fake<Arrangements>({
		current: async (_, customer) => [...live.values()].filter((each) => each.customer === customer),
		arrangement: async (_, customer, id) => [live.get(id), old.get(id)].find((each) => each?.customer === customer) ?? null,
		save: async (changes, mark) => {
			const customer = changes[0]?.after.customer ?? '';
			if (!changes.every(({ after }) => isSeen(after))) return 'stale';
			if (mark !== undefined && (marks.get(customer) ?? 0) !== mark) return 'stale';
			if (mark !== undefined) marks.set(customer, mark + 1);
			for (const { after } of changes) put(after);
			history.push(...structuredClone([...changes]));
			return 'saved';
		},
		mark: async (_, customer) => marks.get(customer) ?? 0,
		keep: async (arrangement) => {
			if (!isSeen(arrangement)) return 'stale';
			put(arrangement);
			return 'saved';
		},
		moveHome: async (change) => {
			if (!isSeen(change.before)) return 'stale';
			put(change.after);
			history.push(structuredClone(change));
			return 'saved';
		},
		putAway: async (arrangement) => {
			if (!isSeen(arrangement)) return 'stale';
			live.delete(arrangement.id);
			old.set(arrangement.id, { ...arrangement, wake: null, rev: arrangement.rev + 1 });
			return 'saved';
		},
		customersWith: async (_, ledger, kind) => {
			const mine = [...live.values()].filter((each) => each.ledger === ledger && each.kind === kind && !isOver(each));
			return { rows: [...new Set(mine.map(({ customer }) => customer))], next: null };
		},
		changes: async (_, customer) => ({ rows: history.filter(({ after }) => after.customer === customer).toReversed(), next: null }),
		authority: async () => limits,
		saveAuthority: async (settings, change) => {
			if ((limits?.rev ?? 0) !== settings.rev) return 'stale';
			limits = { ...settings, rev: settings.rev + 1 };
			limitChanges.unshift(change);
			return 'saved';
		},
		authorityChanges: async () => limitChanges,
		dueArrangements: async (now) =>
			[...live.values()].flatMap(({ company, customer, id, wake }) =>
				wake !== null && wake <= now ? [{ company, id: `${customer}|${id}` }] : [],
			),
	});
};

/** Of one ledger. */
export const memoryPostings = (): Postings => {
	const all = new Map<string, Posting>();
	let settings: PostingSettings | null = null;
	const names = ({ what }: Posting) => subjectsOf(what).map(({ kind, id }) => `${kind}|${id}`);
	return fake<Postings>({
		create: async (posting) => {
			const known = all.get(posting.id);
			if (known) return { outcome: 'stored', posting: known };
			const mine = names(posting);
			const by = [...all.values()].find((each) => keepsSubjects(each) && names(each).some((name) => mine.includes(name)));
			if (by) return { outcome: 'taken', by };
			const stored = { ...posting, rev: 1 };
			all.set(posting.id, stored);
			return { outcome: 'stored', posting: stored };
		},
		posting: async (_, id) => all.get(id) ?? null,
		savePosting: async (posting) => {
			if (all.get(posting.id)?.rev !== posting.rev) return 'stale';
			all.set(posting.id, { ...posting, rev: posting.rev + 1 });
			return 'saved';
		},
		postings: async () => ({ rows: [...all.values()], next: null }),
		postingsOf: async (_, customer) => [...all.values()].filter((each) => each.customer === customer),
		settings: async () => settings,
		saveSettings: async (next) => {
			settings = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
	});
};
