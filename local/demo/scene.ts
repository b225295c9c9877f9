/** What every station of the story works with. */
import type { LocalStack } from '../stack.ts';
import type { Hub } from './hub.ts';
import type { OwnBooks } from './own/books.ts';
import type { Twice } from './twice.ts';

export type Scene = {
	readonly stack: LocalStack;
	readonly hub: Hub;
	readonly own: OwnBooks;
	readonly twice: Twice;
	readonly say: (line: string) => void;
	/** Two minutes in which everything that is due happens; ends when nothing is under way any more. */
	readonly rest: () => Promise<void>;
};
