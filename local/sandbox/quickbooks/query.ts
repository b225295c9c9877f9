/**
 * QuickBooks' query language, as much of it as exists for reading: `select * | count(*) from Entity [where a = 'x' and b in (..)]
 * [orderby f asc|desc] [startposition n] [maxresults m]`. Keywords in any case, `\'` inside texts. There is no OR and no join.
 */

export type Literal = string | number | boolean;
export type Condition = {
	readonly field: string;
	readonly operator: '=' | '<' | '>' | '<=' | '>=' | 'in' | 'like';
	readonly values: readonly Literal[];
};
export type Query = {
	readonly count: boolean;
	readonly entity: string;
	readonly where: readonly Condition[];
	readonly order: { readonly field: string; readonly descending: boolean } | null;
	readonly start: number;
	readonly max: number;
};

/** What QuickBooks answers with fault 4000. */
export class QueryError extends Error {
	override readonly name = 'QueryError';
}

type Token = { readonly kind: 'word' | 'text' | 'number' | 'sign'; readonly text: string };

const pattern = /\s*(?:'((?:\\.|[^'\\])*)'|(-?\d+(?:\.\d+)?)(?![\w.])|([A-Za-z_][\w.]*)|(<=|>=|[=<>(),*]))/y;

const tokens = (text: string): Token[] => {
	const found: Token[] = [];
	const source = text.trim();
	pattern.lastIndex = 0;
	while (pattern.lastIndex < source.length) {
		const at = pattern.lastIndex;
		const match = pattern.exec(source);
		if (!match) throw new QueryError(`Encountered " ${source.slice(at, at + 12)} "`);
		const [, quoted, number, word, sign] = match;
		if (quoted !== undefined) found.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
		else if (number !== undefined) found.push({ kind: 'number', text: number });
		else if (word !== undefined) found.push({ kind: 'word', text: word });
		else found.push({ kind: 'sign', text: sign ?? '' });
	}
	return found;
};

class Reader {
	readonly #tokens: readonly Token[];
	#at = 0;
	constructor(text: string) {
		this.#tokens = tokens(text);
	}
	get done(): boolean {
		return this.#at >= this.#tokens.length;
	}
	next(): Token {
		const token = this.#tokens[this.#at++];
		if (!token) throw new QueryError('Encountered "<EOF>"');
		return token;
	}
	/** Takes the next token if it is this keyword or sign. */
	take(text: string): boolean {
		const token = this.#tokens[this.#at];
		if (!token || token.kind === 'text' || token.text.toLowerCase() !== text) return false;
		this.#at += 1;
		return true;
	}
	expect(text: string): void {
		if (!this.take(text)) throw new QueryError(`Encountered "${this.#tokens[this.#at]?.text ?? '<EOF>'}", was expecting "${text}"`);
	}
	word(): string {
		const token = this.next();
		if (token.kind !== 'word') throw new QueryError(`Encountered "${token.text}", was expecting a name`);
		return token.text;
	}
	integer(): number {
		const token = this.next();
		if (token.kind === 'text' || !/^\d+$/.test(token.text)) throw new QueryError(`Encountered "${token.text}", was expecting a number`);
		return Number(token.text);
	}
	literal(): Literal {
		const token = this.next();
		if (token.kind === 'text') return token.text;
		if (token.kind === 'number') return Number(token.text);
		if (/^(true|false)$/i.test(token.text)) return token.text.toLowerCase() === 'true';
		throw new QueryError(`Encountered "${token.text}", was expecting a value`);
	}
}

const condition = (reader: Reader): Condition => {
	const field = reader.word();
	if (reader.take('in')) {
		reader.expect('(');
		const values = [reader.literal()];
		while (reader.take(',')) values.push(reader.literal());
		reader.expect(')');
		return { field, operator: 'in', values };
	}
	for (const operator of ['<=', '>=', '=', '<', '>', 'like'] as const)
		if (reader.take(operator)) return { field, operator, values: [reader.literal()] };
	throw new QueryError(`Encountered "${reader.next().text}" after "${field}"`);
};

/** Throws `QueryError`. The defaults are QuickBooks': 100 rows from position 1, never more than 1,000. */
export const parseQuery = (text: string): Query => {
	const reader = new Reader(text);
	reader.expect('select');
	let count = false;
	if (reader.take('count')) {
		reader.expect('(');
		reader.expect('*');
		reader.expect(')');
		count = true;
	} else reader.expect('*');
	reader.expect('from');
	const entity = reader.word();
	const where: Condition[] = [];
	let order: Query['order'] = null;
	let start = 1;
	let max = 100;
	while (!reader.done) {
		if (reader.take('where')) {
			where.push(condition(reader));
			while (reader.take('and')) where.push(condition(reader));
		} else if (reader.take('orderby') || reader.take('order')) {
			reader.take('by');
			const field = reader.word();
			const descending = reader.take('desc');
			if (!descending) reader.take('asc');
			order = { field, descending };
		} else if (reader.take('startposition')) start = reader.integer();
		else if (reader.take('maxresults')) max = reader.integer();
		else throw new QueryError(`Encountered "${reader.next().text}"`);
	}
	if (start < 1) throw new QueryError('startposition starts at 1');
	return { count, entity, where, order, start, max: Math.min(max, 1000) };
};
