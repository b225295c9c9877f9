/**
 * Names, references and addresses come from whoever filled in a ledger. They are made one line of plain characters, and their punctuation loses
 * every meaning it has in Markdown; what HTML would read is escaped where HTML is written.
 */

/** Control characters, line ends and runs of blanks. */
const blanks = /[\p{Cc}\s\u2028\u2029]+/gu;
/** Marks that turn the direction of what follows, so that an amount would read backwards; and the byte order mark. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** One line of at most `most` characters. An address of a page is broken, so that no mail program makes a link of it: a letter has one link, ours. */
export const plainLine = (text: string, most = 140): string => {
	const line = text.toWellFormed().replace(turning, '').replace(blanks, ' ').replaceAll('://', ': //').trim();
	const characters = [...line];
	return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
};

/** CommonMark lets any ASCII punctuation be escaped. */
export const escapeMarkdown = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, '\\$&');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => entities[found] ?? found);
