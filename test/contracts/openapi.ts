/**
 * Exchanges against an OpenAPI document, both ways round, stricter than the document: what it does not name is refused in bodies, answers, queries and
 * headers alike. Its own checkers are not: Prism lets recursive bodies through unread, @stdy/cli unknown fields of a body.
 */
import { readFileSync } from 'node:fs';
import Ajv, { type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import type { Exchange } from './recorder.ts';

export type Schema = {
	readonly $ref?: string;
	readonly type?: string;
	readonly enum?: readonly unknown[];
	readonly readOnly?: boolean;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly items?: Schema;
};
type Ref = { readonly $ref: string };
type Parameter = {
	readonly in: 'header' | 'path' | 'query';
	readonly name: string;
	readonly required?: boolean;
	readonly schema: Schema;
};
type Content = { readonly required?: boolean; readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };
type Operation = {
	readonly operationId: string;
	readonly parameters?: readonly (Parameter | Ref)[];
	readonly requestBody?: Content | Ref;
	readonly responses: Readonly<Record<string, Content | Ref>>;
};
type PathItem = Readonly<Record<string, Operation>> & { readonly parameters?: readonly (Parameter | Ref)[] };
type Document = {
	readonly paths?: Readonly<Record<string, PathItem>>;
	readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

export type Found = {
	readonly operation: Operation;
	readonly parameters: readonly Parameter[];
	readonly values: Readonly<Record<string, string>>;
};
export type OpenApi = {
	/** The operation that an exchange asks for, or why there is none. */
	find(exchange: Pick<Exchange, 'method' | 'path'>): Found | string;
	/** Every reason why the provider need not take this request. */
	wrongRequest(exchange: Exchange): string[];
	/** Every reason why the provider would not answer so. */
	wrongAnswer(exchange: Exchange): string[];
	/** Of a thing alone, by the name of its schema. */
	wrong(name: string, thing: unknown): string[];
	/** Behind its `$ref`. */
	readonly schema: (at: Schema) => Schema;
};

/** Headers of HTTP itself, which no document names. */
const ordinary: ReadonlySet<string> = new Set(
	(
		'accept accept-encoding accept-language authorization cache-control connection content-length content-type host keep-alive ' +
		'sec-fetch-mode transfer-encoding user-agent'
	).split(' '),
);

type Closing = {
	/** Names that are answered though the document does not have them. */
	readonly also: readonly string[];
	/** Without what only the provider may say. */
	readonly asked: boolean;
};
/** Nothing in an object but what is named. */
const closed = (schema: Schema, closing: Closing): AnySchemaObject => {
	const own = Object.entries(schema.properties ?? {}).filter(([, each]) => !(closing.asked && each.readOnly));
	return {
		...schema,
		...(schema.items ? { items: closed(schema.items, closing) } : {}),
		...(schema.properties
			? {
					type: 'object',
					properties: Object.fromEntries([
						...closing.also.map((name): [string, object] => [name, { type: 'string' }]),
						...own.map(([name, each]): [string, object] => [name, closed(each, closing)]),
					]),
					additionalProperties: false,
				}
			: {}),
	};
};

const patternOf = (path: string, flags: string): RegExp => new RegExp(`^${path.replace(/\{([^}]+)\}/g, '(?<$1>[^/]+)')}$`, flags);

/** A parameter's text as its type would have it; as it is where it is none of that type, for the schema to refuse. */
const readAs = (schema: Schema, text: string): unknown => {
	if (schema.type === 'array') return text.split(',').map((each) => readAs(schema.items ?? {}, each));
	if (schema.type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : text;
	if (schema.type === 'integer' || schema.type === 'number') return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
	return text;
};

const jsonOf = (text: string): { readonly json: unknown } | null => {
	try {
		return { json: JSON.parse(text) };
	} catch {
		return null;
	}
};

/** `base` stands before the paths. `caseless`: the provider's own SDKs write them in another case. */
export const openApi = (
	file: string,
	base: string,
	more: { readonly also?: readonly string[]; readonly caseless?: boolean } = {},
): OpenApi => {
	const document = parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as Document;
	const compiler = (asked: boolean): ((schema: Schema) => ValidateFunction) => {
		const ajv = new Ajv({ strict: false, allErrors: true });
		addFormats.default(ajv);
		const closing = { also: asked ? [] : (more.also ?? []), asked };
		const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(schema, closing)]);
		ajv.addSchema({ $id: 'doc', components: { schemas: Object.fromEntries(schemas) } });
		const made = new Map<string, ValidateFunction>();
		return (schema) => {
			const key = JSON.stringify(schema);
			const known = made.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/components', '"doc#/components')) as AnySchemaObject);
			made.set(key, known);
			return known;
		};
	};
	const asked = compiler(true);
	const answered = compiler(false);
	const reasons = (validate: ValidateFunction, thing: unknown, at: string): string[] =>
		validate(thing)
			? []
			: (validate.errors ?? []).map((each) => `${at}${each.instancePath} ${each.message ?? ''} ${JSON.stringify(each.params)}`);

	const behind = <T extends object>(at: T | Ref): T => {
		if (!('$ref' in at)) return at;
		const names = at.$ref.slice(2).split('/');
		return names.reduce<unknown>((inner, name) => (inner as Readonly<Record<string, unknown>>)[name], document) as T;
	};
	const paths = Object.entries(document.paths ?? {})
		.map(([path, item]) => ({ item, pattern: patternOf(base + path, more.caseless ? 'i' : ''), open: path.split('{').length }))
		.sort((a, b) => a.open - b.open);

	const find: OpenApi['find'] = ({ method, path }) => {
		const fits = paths.filter(({ pattern }) => pattern.test(path));
		const at = fits.find(({ item }) => item[method.toLowerCase()]);
		const operation = at?.item[method.toLowerCase()];
		if (!at || !operation) return fits.length > 0 ? `${path} is never asked with ${method}` : `there is no ${path}`;
		const parameters = [...(at.item.parameters ?? []), ...(operation.parameters ?? [])].map((each) => behind<Parameter>(each));
		return { operation, parameters, values: { ...at.pattern.exec(path)?.groups } };
	};

	const wrongParameters = ({ parameters, values }: Found, { query, headers }: Exchange): string[] => {
		const problems: string[] = [];
		const judge = (parameter: Parameter | undefined, text: string, at: string): void => {
			if (!parameter) problems.push(`${at} is not known`);
			else problems.push(...reasons(asked(parameter.schema), readAs(parameter.schema, text), at));
		};
		const named = (where: Parameter['in'], name: string) =>
			parameters.find((each) => each.in === where && (where === 'header' ? each.name.toLowerCase() : each.name) === name);
		for (const [name, text] of Object.entries(values)) judge(named('path', name), text, `path ${name}`);
		for (const [name, text] of query) judge(named('query', name), text, `query ${name}`);
		for (const [name, text] of Object.entries(headers)) {
			const known = named('header', name);
			if (known || !ordinary.has(name)) judge(known, text, `header ${name}`);
		}
		if (new Set(query.keys()).size < [...query.keys()].length) problems.push('query has a name twice');
		for (const { in: where, name, required } of parameters) {
			const there = where === 'query' ? query.has(name) : where === 'path' || name.toLowerCase() in headers;
			if (required && !there) problems.push(`${where} ${name} is missing`);
		}
		return problems;
	};

	const wrongBody = ({ operation }: Found, { method, body, headers }: Exchange): string[] => {
		// xero-node sends `{}` with every GET, and Xero takes no notice.
		if (!operation.requestBody) return body === '' || (method === 'GET' && body === '{}') ? [] : ['body where none is taken'];
		const { content, required } = behind<Content>(operation.requestBody);
		if (body === '') return required ? ['body is missing'] : [];
		const schema = content?.[(headers['content-type'] ?? '').split(';')[0] ?? '']?.schema;
		if (!schema) return ['body of another content type'];
		const read = jsonOf(body);
		return read ? reasons(asked(schema), read.json, 'body') : ['body is not JSON'];
	};

	return {
		find,
		wrongRequest: (exchange) => {
			const found = find(exchange);
			return typeof found === 'string' ? [found] : [...wrongParameters(found, exchange), ...wrongBody(found, exchange)];
		},
		wrongAnswer: (exchange) => {
			const found = find(exchange);
			if (typeof found === 'string') return [found];
			const said = found.operation.responses[String(exchange.status)];
			if (!said) return [`status ${exchange.status} is not among its answers`];
			const schema = Object.values(behind<Content>(said).content ?? {})[0]?.schema;
			if (!schema) return exchange.answer === '' ? [] : ['an answer where none is given'];
			if (!exchange.type.startsWith('application/json')) return [`an answer of type ${exchange.type}`];
			const read = jsonOf(exchange.answer);
			return read ? reasons(answered(schema), read.json, 'answer') : ['the answer is not JSON'];
		},
		wrong: (name, thing) => reasons(answered({ $ref: `#/components/schemas/${name}` }), thing, name),
		schema: (at) => behind<Schema>(at),
	};
};
