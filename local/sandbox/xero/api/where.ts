/**
 * Xero's `where`: comparisons joined by AND, OR and brackets, such as `Type=="ACCREC" AND (Status=="AUTHORISED" OR Date>=DateTime(2024,11,22))`.
 * Compiled to SQL with every value bound. What it does not know is refused as Xero refuses it.
 */
import type { SQLInputValue } from 'node:sqlite';
import { queryRefused } from './wire.ts';

type Field = { readonly sql: string; readonly holds: 'text' | 'day' | 'moment' | 'minor' | 'flag' };
export type Fields = Readonly<Record<string, Field>>;
export type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] };

const token =
	/\s*(?:("(?:[^"\\]|\\.)*")|(DateTime\(\s*\d+(?:\s*,\s*\d+){2,5}\s*\))|(Guid\("[0-9a-fA-F-]{36}"\))|(==|!=|>=|<=|=|>|<|\(|\)|&&|\|\|)|(-?\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_.]*))/y;

type Token = { readonly kind: 'text' | 'date' | 'guid' | 'sign' | 'number' | 'word'; readonly text: string };
const kinds = ['text', 'date', 'guid', 'sign', 'number', 'word'] as const;

const tokens = (text: string): Token[] => {
	const found: Token[] = [];
	token.lastIndex = 0;
	while (token.lastIndex < text.trimEnd().length) {
		const match = token.exec(text);
		if (!match) throw queryRefused(`where: cannot read "${text}"`);
		kinds.forEach((kind, at) => {
			const part = match[at + 1];
			if (part !== undefined) found.push({ kind, text: part });
		});
	}
	return found;
};

const bound = (at: Token, field: Field): SQLInputValue => {
	if (at.kind === 'date') {
		const [y = 1970, m = 1, d = 1, ...time] = at.text.match(/\d+/g)?.map(Number) ?? [];
		const ms = Date.UTC(y, m - 1, d, ...time);
		if (field.holds === 'day') return new Date(ms).toISOString().slice(0, 10);
		if (field.holds === 'moment') return ms;
	}
	if (at.kind === 'guid' && field.holds === 'text') return at.text.slice(6, -2).toLowerCase();
	if (at.kind === 'text' && field.holds === 'text') return at.text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
	// Amounts are stored in minor units of many currencies: only nothing is the same number in all of them.
	if (at.kind === 'number' && field.holds === 'minor' && Number(at.text) === 0) return 0;
	if (at.kind === 'word' && field.holds === 'flag' && /^(true|false)$/i.test(at.text)) return at.text.toLowerCase() === 'true' ? 1 : 0;
	throw queryRefused(`where: ${at.text} cannot be compared here`);
};

export const parseWhere = (text: string, fields: Fields): Condition => {
	const list = tokens(text);
	const values: SQLInputValue[] = [];
	let at = 0;
	const next = (): Token => {
		const found = list[at++];
		if (!found) throw queryRefused(`where: "${text}" ends too early`);
		return found;
	};
	const joins = (...words: string[]): boolean => {
		const here = list[at];
		if (!here || !words.includes(here.text.toUpperCase())) return false;
		at++;
		return true;
	};
	const either = (): string => {
		let sql = both();
		while (joins('OR', '||')) sql = `(${sql} OR ${both()})`;
		return sql;
	};
	const both = (): string => {
		let sql = term();
		while (joins('AND', '&&')) sql = `(${sql} AND ${term()})`;
		return sql;
	};
	const term = (): string => {
		if (joins('(')) {
			const inner = either();
			if (!joins(')')) throw queryRefused(`where: a bracket is open in "${text}"`);
			return `(${inner})`;
		}
		const name = next();
		const field = fields[name.text];
		if (name.kind !== 'word' || !field) throw queryRefused(`where: no such field: ${name.text}`);
		const sign = next();
		if (sign.kind !== 'sign' || !/[=<>]/.test(sign.text)) throw queryRefused(`where: ${sign.text} is not a comparison`);
		values.push(bound(next(), field));
		return `${field.sql} ${sign.text === '==' ? '=' : sign.text === '!=' ? '<>' : sign.text} ?`;
	};
	const sql = either();
	if (at < list.length) throw queryRefused(`where: "${text}" goes on after its end`);
	return { sql, values };
};

/** `UpdatedDateUTC ASC`, `Date DESC, InvoiceNumber`. `ties` settles what is equal: the id, as Xero says it does. */
export const parseOrder = (text: string | null, fields: Fields, ties: string): string => {
	const parts = (text?.trim() ? text : 'UpdatedDateUTC ASC').split(',').map((part) => {
		const [name = '', direction = 'ASC', ...rest] = part.trim().split(/\s+/);
		const field = fields[name];
		if (!field || rest.length > 0 || !/^(ASC|DESC)$/i.test(direction)) throw queryRefused(`order: cannot order by "${part.trim()}"`);
		return `${field.sql} ${direction.toUpperCase()}`;
	});
	return [...parts, ties].join(', ');
};
