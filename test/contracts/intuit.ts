/**
 * What QuickBooks Online takes and answers. Intuit's XSDs say what an entity is (the schema derived from them); the paths, parameters, envelopes and the
 * query language are in words only (developer.intuit.com, "Query operations and syntax", "Change data capture", "Basic field definitions") and written here.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { beside } from './beside.ts';
import { fromPages } from './intuit-pages.ts';
import type { Schema } from './openapi.ts';
import { wrongQuery } from './query-language.ts';
import type { Exchange } from './recorder.ts';

export const documents = beside('quickbooks', "the schema derived from Intuit's XSDs and Intuit's samples");
/** Kept beside the schema. */
export const sample = (file: string): unknown => JSON.parse(readFileSync(resolve(documents.folder, file), 'utf8').replace(/^\uFEFF/, ''));

export type IntuitContract = {
	readonly wrongRequest: (exchange: Exchange) => string[];
	readonly wrongAnswer: (exchange: Exchange) => string[];
};

type Properties = Readonly<Record<string, object>>;
const closed = (schema: Schema): object => ({
	...schema,
	...(schema.items ? { items: closed(schema.items) } : {}),
	...(schema.properties
		? {
				type: 'object',
				properties: Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, closed(each)])),
				additionalProperties: false,
			}
		: {}),
});
const exactly = (properties: Properties): object => ({
	type: 'object',
	required: Object.keys(properties),
	properties,
	additionalProperties: false,
});
const ref = (name: string): object => ({ $ref: `qbo#/definitions/${name}` });
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?[+-]\\d{2}:\\d{2}$' };
const text = { type: 'string', minLength: 1 };
const seconds = { type: 'integer', minimum: 1 };
const tokens = exactly({
	token_type: { const: 'bearer' },
	access_token: text,
	refresh_token: text,
	expires_in: seconds,
	x_refresh_token_expires_in: seconds,
});
/** From the gateway before the API, as it was seen: in lower case, and with a time in milliseconds. */
const gateway = {
	type: 'object',
	required: ['fault'],
	properties: {
		fault: {
			type: 'object',
			required: ['error', 'type'],
			properties: { error: { type: 'array', minItems: 1, items: { type: 'object', required: ['message', 'code'] } } },
		},
		time: { type: 'integer' },
	},
};

/** Reports are in no XSD of Intuit's: the shape is that of its reference pages, leaves and sections by hand. */
const cells = {
	type: 'array',
	items: {
		type: 'object',
		required: ['value'],
		properties: { value: { type: 'string' }, id: { type: 'string' } },
		additionalProperties: false,
	},
};
const reportRow = {
	type: 'object',
	required: ['type'],
	properties: {
		type: { enum: ['Section', 'Data'] },
		ColData: cells,
		Header: exactly({ ColData: cells }),
		Rows: exactly({ Row: { type: 'array', items: { type: 'object' } } }),
		Summary: exactly({ ColData: cells }),
	},
	additionalProperties: false,
};
const pair = exactly({ Name: { type: 'string' }, Value: { type: 'string' } });
const report = exactly({
	Header: exactly({
		Time: time,
		ReportName: text,
		DateMacro: text,
		StartPeriod: text,
		EndPeriod: text,
		Currency: text,
		Option: { type: 'array', items: pair },
	}),
	Columns: exactly({
		Column: { type: 'array', items: exactly({ ColTitle: text, ColType: text, MetaData: { type: 'array', items: pair } }) },
	}),
	Rows: { type: 'object', properties: { Row: { type: 'array', items: reportRow } }, additionalProperties: false },
});

/** Parameters that every call may have: node-quickbooks adds both. Minor versions below 75 are gone since August 2025. */
const always: Readonly<Record<string, RegExp>> = { minorversion: /^(7[5-9]|[89]\d)$/, format: /^json$/ };
const id = String.raw`(?:\d+)`;
type Route = {
	readonly name: string;
	readonly path: RegExp;
	readonly method: 'GET' | 'POST';
	readonly query: Readonly<Record<string, RegExp>>;
};
const routes: readonly Route[] = [
	{ name: 'query', path: /^query$/, method: 'GET', query: { query: /^select /i } },
	{
		name: 'cdc',
		path: /^cdc$/,
		method: 'GET',
		query: { entities: /^\w+(,\w+)*$/, changedSince: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ },
	},
	{
		name: 'report',
		path: /^reports\/AgedReceivableDetail$/,
		method: 'GET',
		query: { report_date: /^\d{4}-\d\d-\d\d$/, columns: /^[a-z_]+(,[a-z_]+)*$/ },
	},
	{ name: 'Preferences', path: /^preferences$/, method: 'GET', query: {} },
	{ name: 'CompanyInfo', path: new RegExp(`^companyinfo/${id}$`), method: 'GET', query: {} },
	{ name: 'one', path: new RegExp(`^[a-z]+/${id}$`), method: 'GET', query: {} },
	{ name: 'write', path: /^[a-z]+$/, method: 'POST', query: {} },
];
const writing: Readonly<Record<string, RegExp>> = { requestid: /^.{1,50}$/, operation: /^(update|delete)$/, include: /^void$/ };
const headersKnown: ReadonlySet<string> = new Set(
	'accept accept-encoding accept-language authorization connection content-length content-type host request-id sec-fetch-mode user-agent'.split(
		' ',
	),
);
const grants: Readonly<Record<string, readonly string[]>> = {
	authorization_code: ['code', 'grant_type', 'redirect_uri'],
	refresh_token: ['grant_type', 'refresh_token'],
};

const isOAuth = ({ path }: Exchange): boolean => path.includes('/oauth2/');
/** Of another method too, so that it can be said. */
const routeAt = ({ path }: Exchange): Route | undefined => {
	const [, inside] = /^\/v3\/company\/\d{1,20}\/(.+)$/.exec(path) ?? [];
	return routes.find((route) => inside !== undefined && route.path.test(inside));
};
const entityAt = (schema: Definitions, { path }: Exchange): string => {
	const word = path.split('/')[4] ?? '';
	return Object.keys(schema).find((name) => name.toLowerCase() === word) ?? word;
};
type Definitions = Readonly<Record<string, Schema>>;

/** RFC 6749 and 7009. */
const wrongForm = ({ method, path, query, headers, body }: Exchange): string[] => {
	const form = new URLSearchParams(body);
	const names = path.endsWith('/revoke') ? ['token'] : grants[form.get('grant_type') ?? ''];
	return [
		...(method === 'POST' && query.size === 0 ? [] : ['not a post without a query']),
		...(headers['content-type'] === 'application/x-www-form-urlencoded' ? [] : ['not a form']),
		...(/^Basic [A-Za-z0-9+/]+=*$/.test(headers.authorization ?? '') ? [] : ['the client does not say who it is']),
		...(names && [...form.keys()].sort().join() === [...names].sort().join() ? [] : [`the form has ${[...form.keys()].join()}`]),
	];
};

const wrongParameters = (route: Route, { query }: Exchange): string[] => {
	const known = { ...always, ...route.query, ...(route.method === 'POST' ? writing : {}) };
	return [
		...[...query].flatMap(([name, said]) => (known[name]?.test(said) ? [] : [`query ${name}=${said} is not known`])),
		...Object.keys(route.query).flatMap((name) => (query.has(name) ? [] : [`query ${name} is missing`])),
		...(new Set(query.keys()).size < [...query.keys()].length ? ['query has a name twice'] : []),
	];
};
const wrongHeaders = (route: Route, { headers }: Exchange): string[] => [
	...Object.keys(headers).flatMap((name) => (headersKnown.has(name) ? [] : [`header ${name} is not known`])),
	...(/^Bearer \S+$/.test(headers.authorization ?? '') ? [] : ['no bearer token']),
	...((headers.accept ?? '').startsWith('application/json') ? [] : ['JSON is not asked for']),
	...(route.method === 'GET' || (headers['content-type'] ?? '').startsWith('application/json') ? [] : ['the body is not said to be JSON']),
];

const jsonIn = (said: string): unknown => {
	try {
		return JSON.parse(said);
	} catch {
		return 'no JSON';
	}
};

export const intuitContract = (): IntuitContract => {
	const derived = JSON.parse(readFileSync(resolve(documents.folder, 'qbo-v3.schema.json'), 'utf8')) as { definitions: Definitions };
	const definitions: Definitions = { ...fromPages, ...derived.definitions };
	const ajv = new Ajv({ allErrors: true, strict: false });
	ajv.addSchema({ definitions: Object.fromEntries(Object.entries(definitions).map(([name, each]) => [name, closed(each)])) }, 'qbo');
	const made = new Map<string, ValidateFunction>();
	const judge = (name: string, schema: () => object, thing: unknown): string[] => {
		const validate = made.get(name) ?? ajv.compile(schema());
		made.set(name, validate);
		if (validate(thing)) return [];
		return (validate.errors ?? []).map((each) => `${name}${each.instancePath} ${each.message ?? ''} ${JSON.stringify(each.params)}`);
	};
	const count = { type: 'integer', minimum: 0 };
	const listed = {
		type: 'object',
		properties: {
			...Object.fromEntries(Object.keys(definitions).map((name) => [name, { type: 'array', minItems: 1, items: ref(name) }])),
			startPosition: count,
			maxResults: count,
			totalCount: count,
		},
		additionalProperties: false,
	};
	const changes = { type: 'array', items: exactly({ QueryResponse: { type: 'array', items: listed } }) };

	const wrongBody = (route: Route, exchange: Exchange): string[] => {
		if (route.method === 'GET') return exchange.body === '' ? [] : ['body where none is taken'];
		const name = entityAt(definitions, exchange);
		return definitions[name] ? judge(name, () => ref(name), jsonIn(exchange.body)) : [`there is no ${name}`];
	};
	return {
		wrongRequest: (exchange) => {
			if (isOAuth(exchange)) return wrongForm(exchange);
			const route = routeAt(exchange);
			if (!route) return [`there is no ${exchange.path}`];
			if (route.method !== exchange.method) return [`${exchange.path} is never asked with ${exchange.method}`];
			const unknown = (exchange.query.get('entities') ?? '').split(',').filter((name) => name !== '' && !definitions[name]);
			return [
				...wrongParameters(route, exchange),
				...wrongHeaders(route, exchange),
				...wrongBody(route, exchange),
				...unknown.map((name) => `there is no entity ${name}`),
				...(route.name === 'query' ? wrongQuery(definitions, exchange.query.get('query') ?? '') : []),
			];
		},
		wrongAnswer: (exchange) => {
			const { status, type, answer, path } = exchange;
			const json = jsonIn(answer);
			if (!type.startsWith('application/json')) return [`an answer of type ${type}`];
			if (path.endsWith('/revoke') && status === 200) return judge('revoked', () => exactly({}), json);
			if (isOAuth(exchange))
				return status === 200
					? judge('tokens', () => tokens, json)
					: judge('no tokens', () => exactly({ error: text, error_description: text }), json);
			if (status === 401 || status === 403) return judge('gateway', () => gateway, json);
			if (status !== 200) return judge('fault', () => exactly({ Fault: ref('Fault'), time }), json);
			const route = routeAt(exchange);
			if (!route) return [`there is no ${path}`];
			if (route.name === 'query') return judge('query', () => exactly({ QueryResponse: listed, time }), json);
			if (route.name === 'report') return judge('report', () => report, json);
			if (route.name === 'cdc') return judge('cdc', () => exactly({ CDCResponse: changes, time }), json);
			const name = entityAt(definitions, exchange);
			return judge(`one ${name}`, () => exactly({ [name]: ref(name), time }), json);
		},
	};
};
