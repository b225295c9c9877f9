import type { ConsentLetters, Letters } from '../ports/letters.ts';
import { once } from './once.ts';

/** Loaded when the first letter is written: templates and Markdown are no part of a start. */
export const letters = once(
	async (): Promise<Letters & ConsentLetters> => (await import('../adapters/letters/letters.ts')).liquidLetters(),
);
