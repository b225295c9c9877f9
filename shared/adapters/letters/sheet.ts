import type { Account } from './account.ts';
import type { Read } from './markdown.ts';
import type { Part } from './template.ts';
import type { Labels } from './texts.ts';

/** A letter with all its words, before it is drawn. Plain text everywhere but in what was read from Markdown. */
export type Sheet = {
	/** BCP 47 */
	readonly tag: string;
	readonly subject: string;
	readonly seller: string;
	readonly footer: readonly string[];
	readonly link: string;
	readonly labels: Labels;
	readonly account: Account;
	readonly body: readonly (Read | { readonly part: Part })[];
};
