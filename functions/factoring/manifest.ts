/** The manifest: what the files hold, by which rules, of which copy, and that it ties. Made of saved state only, so that making it again makes the same. */
import { refusalCodes, ruleText } from '../../shared/domain/eligibility.ts';
import type { ExportFile } from '../../shared/domain/export.ts';
import { exportTotals } from '../../shared/wire/factoring-view.ts';
import type { Building } from './ports.ts';

export const manifestText = (each: Building, company: string, files: readonly ExportFile[]): string => {
	const { reading, rules } = each;
	const manifest = {
		schema: 'cobro-factoring-export/1',
		export: each.id,
		company: { id: each.company, name: company },
		asOf: each.asOf,
		currency: each.currency,
		createdAt: each.createdAt,
		readAt: reading.startedAt,
		rules: {
			...rules,
			order: refusalCodes.map((code) => ({ code, text: ruleText(code, rules) })).filter(({ text }) => text !== ''),
			basis:
				'Amounts are gross of tax, in their own currency. Each amount has one code: the first that refuses it. What is not known is not eligible.',
		},
		// `unreadRows`: of the ledger, that we could not read. What we hold of them has the code LEDGER_UNSURE; what we never held is not in the files.
		ledgers: reading.ledgers.map(({ ledger, name, rev, freshAsOf, stale, unread = 0 }) => ({
			ledger,
			name,
			revision: rev,
			freshAsOf,
			stale,
			unreadRows: unread,
		})),
		leftOut: reading.leftOut,
		// `tiesToAging`: bucket by bucket and unapplied, compared at the same revision of every ledger; an export that does not tie is never finished.
		currencies: each.totals.map((tally) => ({ ...exportTotals(tally, rules), tiesToAging: true })),
		readAgain: each.again,
		files: files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
	};
	return `${JSON.stringify(manifest, null, '\t')}\n`;
};
