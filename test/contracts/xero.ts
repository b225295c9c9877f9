/** Xero's documents, and what they say in words only: the conditions in `where`, the order, the length of a key, the token endpoint. */
import { resolve } from 'node:path';
import { beside } from './beside.ts';
import { type OpenApi, openApi, type Schema } from './openapi.ts';
import type { Exchange } from './recorder.ts';

export const documents = beside('xero', "Xero's OpenAPI documents");

export type XeroContract = {
	readonly accounting: OpenApi;
	readonly identity: OpenApi;
	wrongRequest(exchange: Exchange): string[];
	wrongAnswer(exchange: Exchange): string[];
	/** `operationId` of Xero's document, or what an OAuth endpoint is called there. */
	readonly nameOf: (exchange: Exchange) => string;
};

/** On the wire and in Xero's own examples, in none of its schemas. */
const alsoSent = ['DateString', 'DueDateString'];
const keyMax = 128;
const notThere = "The resource you're looking for cannot be found";

/** The schema of the rows that a list answers with. */
const rowOf = ({ schema }: OpenApi, list: Schema): Schema => {
	const rows = Object.entries(schema(list).properties ?? {}).filter(([name, each]) => each.type === 'array' && name !== 'Warnings');
	return schema(rows[0]?.[1].items ?? {});
};
const fieldOf = (api: OpenApi, row: Schema, path: string): Schema | undefined =>
	path.split('.').reduce<Schema | undefined>((at, name) => {
		const inner = at && api.schema(at).properties?.[name];
		return inner && api.schema(inner);
	}, row);

const value = String.raw`"[^"\\]*"|Guid\("[0-9a-f-]{36}"\)|DateTime\(\d{4},\d{1,2},\d{1,2}\)|true|false|-?\d+(?:\.\d+)?`;
const condition = new RegExp(String.raw`([A-Z][\w.]*)(?:==|!=|>=|<=|>|<)(${value})`, 'g');

/** Each condition names a field of the row, and a word that the field may have; nothing is left over but AND, OR and brackets. */
const wrongWhere = (api: OpenApi, row: Schema, where: string): string[] => {
	const problems: string[] = [];
	const rest = where.replaceAll(condition, (_, path: string, said: string) => {
		const field = fieldOf(api, row, path);
		if (!field) problems.push(`where: ${path} is no field`);
		else if (field.enum && !field.enum.includes(said.replaceAll('"', ''))) problems.push(`where: ${path} is never ${said}`);
		return '';
	});
	return /^(\s|\(|\)|AND|OR)*$/.test(rest) ? problems : [...problems, `where: ${rest.trim()} is not understood`];
};
const wrongOrder = (api: OpenApi, row: Schema, order: string): string[] => {
	const [path = '', direction = 'ASC'] = order.split(' ');
	return fieldOf(api, row, path) && /^(ASC|DESC)$/.test(direction) ? [] : [`order: ${order} is not understood`];
};

const grants: Readonly<Record<string, readonly string[]>> = {
	authorization_code: ['code', 'grant_type', 'redirect_uri'],
	refresh_token: ['grant_type', 'refresh_token'],
};
/** RFC 6749, 4.1.3 and 6; RFC 7009. Xero's OpenAPI has no token endpoint. */
const wrongForm = ({ method, path, query, headers, body }: Exchange): string[] => {
	const form = new URLSearchParams(body);
	const names = path.endsWith('/revocation') ? ['token'] : grants[form.get('grant_type') ?? ''];
	return [
		...(method === 'POST' && query.size === 0 ? [] : ['not a post without a query']),
		...(headers['content-type'] === 'application/x-www-form-urlencoded' ? [] : ['not a form']),
		...(/^Basic [A-Za-z0-9+/]+=*$/.test(headers.authorization ?? '') ? [] : ['the client does not say who it is']),
		...(names && [...form.keys()].sort().join() === [...names].sort().join() ? [] : [`the form has ${[...form.keys()].join()}`]),
	];
};
const isForm = ({ path }: Exchange): boolean => path.startsWith('/connect/');

/** In every example of Xero's document, and in none of its schemas. */
const envelope: Readonly<Record<string, RegExp>> = {
	Id: /^[0-9a-f-]{36}$/,
	Status: /^OK$/,
	ProviderName: /./,
	DateTimeUTC: /^\/Date\(\d+\)\/$/,
};
const withoutEnvelope = (text: string): string => {
	try {
		const inside = Object.entries(JSON.parse(text) as object).filter(([name, said]) => !envelope[name]?.test(String(said)));
		return JSON.stringify(Object.fromEntries(inside));
	} catch {
		return text;
	}
};

/** RFC 6749, 5.1: a server says the scope; Xero's schema of the answer leaves it out. */
const withoutScope = (tokens: unknown): object => {
	const { scope, ...rest } = tokens as { scope?: unknown };
	return typeof scope === 'string' || scope === undefined ? rest : { scope };
};

export const xeroContract = (): XeroContract => {
	const accounting = openApi(resolve(documents.folder, 'xero_accounting.yaml'), '/api.xro/2.0', { also: alsoSent });
	const identity = openApi(resolve(documents.folder, 'xero-identity.yaml'), '', { caseless: true });
	const apiOf = ({ path }: Exchange): OpenApi => (path.startsWith('/api.xro/') ? accounting : identity);

	const wrongRequest = (exchange: Exchange): string[] => {
		if (isForm(exchange)) return wrongForm(exchange);
		const api = apiOf(exchange);
		const found = api.find(exchange);
		const list = typeof found === 'string' ? undefined : Object.values(found.operation.responses)[0];
		const schema = list && 'content' in list ? Object.values(list.content ?? {})[0]?.schema : undefined;
		const row = schema && rowOf(api, schema);
		const [where, order] = [exchange.query.get('where'), exchange.query.get('order')];
		return [
			...api.wrongRequest(exchange),
			...(row && where !== null ? wrongWhere(api, row, where) : []),
			...(row && order !== null ? wrongOrder(api, row, order) : []),
			...((exchange.headers['idempotency-key']?.length ?? 0) > keyMax ? ['header idempotency-key is too long'] : []),
			...(/^Bearer \S+$/.test(exchange.headers.authorization ?? '') ? [] : ['no bearer token']),
		];
	};
	const wrongAnswer = (exchange: Exchange): string[] => {
		if (exchange.path === '/connect/token')
			return exchange.status === 200 ? identity.wrong('AccessToken', withoutScope(JSON.parse(exchange.answer))) : [];
		if (exchange.path === '/connect/revocation') return exchange.answer === '' ? [] : ['an answer where none is given'];
		// Its document has 400 for what is written only; the same comes for what is asked. Of 401, 403, 404, 429 and 5xx it says nothing.
		if (exchange.status === 400) return accounting.wrong('Error', JSON.parse(exchange.answer));
		// Told by Xero's own people (Xero-OpenAPI#163).
		if (exchange.status === 404 && exchange.path.startsWith('/api.xro/'))
			return exchange.answer === notThere && exchange.type.startsWith('text/plain') ? [] : ['not what Xero says of what is not there'];
		if (exchange.status >= 400) return [];
		// The example in Xero's own document has no offset, which its `date-time` does not allow: checked with one.
		const answer =
			exchange.path === '/connections' ? exchange.answer.replaceAll(/("\w+DateUtc":"[^"]+)"/g, '$1Z"') : withoutEnvelope(exchange.answer);
		return apiOf(exchange).wrongAnswer({ ...exchange, answer });
	};
	return {
		accounting,
		identity,
		wrongRequest,
		wrongAnswer,
		nameOf: (exchange) => {
			if (isForm(exchange)) return new URLSearchParams(exchange.body).get('grant_type') ?? exchange.path;
			const found = apiOf(exchange).find(exchange);
			return typeof found === 'string' ? found : found.operation.operationId;
		},
	};
};
