/** A letter's source, read once, and filled. Liquid is locked down: no files, no tags but `if`, no filters but ours, a limit on everything. */
import type { Liquid, Template } from 'liquidjs';
import { LetterFault } from '../../ports/letters.ts';
import { escapeMarkdown } from './inert.ts';

/** Parts that are drawn by code. */
export const parts = ['invoices', 'paid', 'pay', 'see', 'hub', 'join'] as const;
export type Part = (typeof parts)[number];

/** What the places of a source are filled with: text as it is, never markup. */
export type Places = Readonly<Record<string, string | number | boolean>>;

/** Markdown in which all data is escaped, or a part to be drawn. */
type Piece = { readonly markdown: string } | { readonly part: Part };
export type Filled = { readonly subject: string; readonly body: readonly Piece[] };

export type Source = { fill(places: Places): Filled };

/** The word that goes with a number, and the number as it is written. */
export type Counting = { readonly form: (of: number, forms: readonly string[]) => string; readonly count: (of: number) => string };

const limits = { parseLimit: 20_000, renderLimit: 5_000, memoryLimit: 1_000_000 } as const;
const noBreakSpace = '\u00a0';

/** One engine for subjects, whose text is taken as it is, and one for Markdown. */
const engine = (Made: typeof Liquid, counting: Counting, outputEscape: (value: unknown) => string): Liquid => {
	const liquid = new Made({ ...limits, templates: {}, strictVariables: true, strictFilters: true, ownPropertyOnly: true, outputEscape });
	for (const tag of Object.keys(liquid.tags)) if (tag !== 'if') delete liquid.tags[tag];
	for (const filter of Object.keys(liquid.filters)) delete liquid.filters[filter];
	liquid.registerFilter('plural', (of: number, ...forms: string[]) => counting.form(of, forms));
	liquid.registerFilter('counted', (of: number, ...forms: string[]) => `${counting.count(of)}${noBreakSpace}${counting.form(of, forms)}`);
	return liquid;
};

const broken = (error: unknown, name: string): LetterFault => {
	if (error instanceof LetterFault) return error;
	const said = error instanceof Error ? error.message : String(error);
	return new LetterFault(`the text of ${name} is broken: ${said}`, { cause: error });
};

/** `[pay]` → pay. Undefined: this is text. */
const partOf = (piece: string): Part | undefined => {
	const [, word] = /^\[([a-z]+)\]$/.exec(piece) ?? [];
	const part = parts.find((each) => each === word);
	if (word !== undefined && part === undefined) throw new LetterFault(`there is no part [${word}]`);
	return part;
};

/** Throws `LetterFault`, as does `fill`: it names the place that is missing. */
export const sourceReader = (Made: typeof Liquid, counting: Counting): ((name: string, text: string) => Source) => {
	const subjects = engine(Made, counting, String);
	const bodies = engine(Made, counting, (value) => escapeMarkdown(String(value)));
	return (name, text) => {
		const [, front, body] = /^subject: (.+)\n---\n([\s\S]+)$/.exec(text) ?? [];
		if (front === undefined || body === undefined) throw new LetterFault(`the text of ${name} does not begin with its subject`);
		// Parts are found before any data is filled in: no name can ask for one.
		const pieces = body.split(/^(\[[a-z]+\])$/m).filter((piece) => piece.trim() !== '');
		try {
			const subject = subjects.parse(front);
			const parsed = pieces.map((piece): Part | Template[] => partOf(piece) ?? bodies.parse(piece));
			return {
				fill(places) {
					try {
						return {
							subject: String(subjects.renderSync(subject, places)).trim(),
							body: parsed.map((piece) =>
								typeof piece === 'string' ? { part: piece } : { markdown: String(bodies.renderSync(piece, places)) },
							),
						};
					} catch (error) {
						throw broken(error, name);
					}
				},
			};
		} catch (error) {
			throw broken(error, name);
		}
	};
};
