import { buckets } from '../../shared/domain/aging.ts';
import type { Column } from '../../shared/wire/csv.ts';
import type { CustomerRowView } from '../../shared/wire/http.ts';

/** The columns of the by-customer file. Amounts are plain decimals in the one currency that the file's name says. */
export const customerColumns: readonly Column<CustomerRowView>[] = [
	{ head: 'customer', kind: 'text', value: (row) => row.name },
	{ head: 'customer id', kind: 'text', value: (row) => row.customer },
	{ head: 'ledger', kind: 'text', value: (row) => row.ledger },
	...buckets.map((name): Column<CustomerRowView> => ({ head: name, kind: 'amount', value: (row) => row.buckets[name] })),
	{ head: 'open', kind: 'amount', value: (row) => row.open },
	{ head: 'overdue', kind: 'amount', value: (row) => row.overdue },
	{ head: 'unapplied', kind: 'amount', value: (row) => row.unapplied },
	{ head: 'oldest due', kind: 'day', value: (row) => row.oldestDue },
	{ head: 'oldest days past due', kind: 'number', value: (row) => row.oldestDaysPastDue },
];
