import type { ConsentLetters, InvitationLetters, Letters } from '../ports/letters.ts';
import { once } from './once.ts';

/** Loaded when the first letter is written: templates and Markdown are no part of a start. */
export const letters = once(
	async (): Promise<Letters & ConsentLetters & InvitationLetters> => (await import('../adapters/letters/letters.ts')).liquidLetters(),
);
