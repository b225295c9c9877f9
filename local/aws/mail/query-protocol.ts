/** The AWS Query protocol, as SES v1 speaks it: a form in, XML out; lists are `Name.member.1`, structures `Name.Field`. */
import { randomUUID } from 'node:crypto';
import type { LocalAnswer } from '../../sandbox/server.ts';

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

/** Becomes the SDK's exception of that code. */
export class MailError extends Error {
	override readonly name = 'MailError';
	readonly code: string;
	readonly status: number;
	constructor(code: string, message: string, status = 400) {
		super(message);
		this.code = code;
		this.status = status;
	}
}

/** The fields of a request, or of one structure inside it. */
export class Query {
	readonly #form: URLSearchParams;
	readonly #prefix: string;
	constructor(form: URLSearchParams, prefix = '') {
		this.#form = form;
		this.#prefix = prefix;
	}

	text(name: string): string | null {
		return this.#form.get(this.#prefix + name);
	}
	/** @throws MailError when it is missing or empty */
	need(name: string): string {
		const value = this.text(name);
		if (value === null || value === '')
			throw new MailError(
				'ValidationError',
				`1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
			);
		return value;
	}
	list(name: string): string[] {
		const values: string[] = [];
		for (let value = this.text(`${name}.member.1`); value !== null; value = this.text(`${name}.member.${values.length + 1}`))
			values.push(value);
		return values;
	}
	structure(name: string): Query {
		return new Query(this.#form, `${this.#prefix}${name}.`);
	}
	/** Structures of a list: as many as have the field named, which each must have. */
	structures(name: string, field: string): Query[] {
		const found: Query[] = [];
		while (this.text(`${name}.member.${found.length + 1}.${field}`) !== null)
			found.push(this.structure(`${name}.member.${found.length + 1}`));
		return found;
	}
}

/** A Map becomes `entry` elements with key and value; a list becomes `member` elements; undefined is left out. */
export type XmlValue =
	| string
	| number
	| boolean
	| undefined
	| readonly XmlValue[]
	| ReadonlyMap<string, XmlValue>
	| { readonly [name: string]: XmlValue };

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// XML 1.0 has no way to write most control characters.
const unwritable = /(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu;
const escaped = (text: string): string =>
	text
		.toWellFormed()
		.replace(unwritable, '\ufffd')
		.replace(/[&<>"]/g, (found) => escapes[found] ?? found);

const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);
const inner = (value: XmlValue): string => {
	if (typeof value !== 'object') return escaped(String(value));
	if (isList(value)) return value.map((each) => element('member', each)).join('');
	if (value instanceof Map)
		return [...(value as ReadonlyMap<string, XmlValue>)].map(([key, each]) => element('entry', { key, value: each })).join('');
	return Object.entries(value)
		.map(([name, each]) => element(name, each))
		.join('');
};
const element = (name: string, value: XmlValue): string => (value === undefined ? '' : `<${name}>${inner(value)}</${name}>`);

const xml = (status: number, requestId: string, root: string, content: XmlValue): LocalAnswer => ({
	status,
	headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
	body: `<${root} xmlns="${namespace}">${inner(content)}</${root}>\n`,
});

export const resultAnswer = (action: string, result: XmlValue): LocalAnswer => {
	const requestId = randomUUID();
	return xml(200, requestId, `${action}Response`, { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } });
};

export const errorAnswer = ({ code, message, status }: MailError): LocalAnswer => {
	const requestId = randomUUID();
	const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
	return xml(status, requestId, 'ErrorResponse', { Error: error, RequestId: requestId });
};
