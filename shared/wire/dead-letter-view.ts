import type { DeadLetter } from '../domain/dead-letter.ts';
import type { DeadLettersView } from './http.ts';

export const deadLettersView = (letters: readonly DeadLetter[]): DeadLettersView => ({
	letters: letters.map(({ id, station, type, reason, at }) => ({ id, station, type, reason, at })),
});
