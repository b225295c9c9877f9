import { clock } from '../../shared/runtime/clock.ts';
import { books, companies } from '../../shared/runtime/data.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { rollDay } from './roll-day.ts';

export const handler = onQueue({
	'receivables.roll': ({ company }) => rollDay(company, { books: books(), companies: companies(), clock }),
});
