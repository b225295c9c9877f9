import { clock } from '../../shared/runtime/clock.ts';
import { books, companies, debtors } from '../../shared/runtime/data.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { rollDay } from './roll-day.ts';
import { searchDebtors } from './search-debtors.ts';

export const handler = onQueue({
	'receivables.roll': ({ company }) => rollDay(company, { books: books(), companies: companies(), queues: queues(), clock }),
	'receivables.debtors': ({ company, run }) => searchDebtors(company, run, { debtors: debtors(), books: books(), queues: queues(), clock }),
});
