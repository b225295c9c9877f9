/** The plain-text part: what somebody reads who has no HTML, or a screen reader, or an old ticket system. */
import type { Account } from './account.ts';
import type { Sheet } from './sheet.ts';
import type { Part } from './template.ts';

const accountText = ({ heads, rows, more, sums, note }: Account): string => {
	const lines = rows.map(({ title, notes, amount, late }) =>
		[`${title} – ${heads[1].toLowerCase()}: ${amount}`, ...(late === null ? [] : [late]), ...notes].join('\n  '),
	);
	const ends = sums.map(({ label, amount }) => `${label}: ${amount}`);
	const sum = ends.length === 0 ? [] : [ends.join('\n')];
	return [...lines, ...(more === null ? [] : [more]), ...sum, ...(note === null ? [] : [note])].join('\n\n');
};

const partText = (part: Part, { account, labels, link }: Sheet): string => {
	switch (part) {
		case 'invoices':
		case 'paid':
			return accountText(account);
		case 'pay':
			return `${labels.pay}:\n${link}`;
		case 'see':
			return `${labels.see}:\n${link}`;
		case 'hub':
			return `${labels.hub}:\n${link}`;
		case 'join':
			return `${labels.join}:\n${link}`;
	}
};

/** `-- ` begins a signature, by a custom as old as mail. */
export const textLetter = (sheet: Sheet): string => {
	const body = sheet.body.map((piece) => ('part' in piece ? partText(piece.part, sheet) : piece.text));
	return `${body.join('\n\n')}\n\n-- \n${sheet.footer.join('\n')}\n`;
};
