/**
 * What Xero sends, typed by the SDK's own models: the same fields with a capital, enums as their words, dates as text. A builder that invents
 * or misspells a field does not compile.
 */
import { type Currency, toDecimal } from '../../../../shared/domain/money.ts';

/** A plain number and a numeric enum are assignable to each other; only this tells them apart. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Value<V> = V extends Date
	? string
	: V extends boolean | string
		? V
		: V extends number
			? Same<V, number> extends true
				? number
				: string
			: V extends readonly (infer Item)[]
				? Value<Item>[]
				: V extends object
					? Wire<V>
					: V;

/** A model of xero-node as it travels. Two fields are on the wire but not in the models. */
export type Wire<Model> = {
	[Name in keyof Model as Name extends `_${infer Word}` ? Capitalize<Word> : Name extends string ? Capitalize<Name> : never]?: Value<
		Model[Name]
	>;
} & {
	DateString?: string;
	DueDateString?: string;
};

/** `/Date(1767225600000+0000)/` */
export const moment = (ms: number): string => `/Date(${ms}+0000)/`;
export const civil = (day: string): string => moment(Date.parse(`${day}T00:00:00Z`));
export const civilText = (day: string): string => `${day}T00:00:00`;
/** Xero sends amounts as JSON numbers. The decimal text of a safe amount reads back as the same double. */
export const amount = (minor: number, code: string): number => Number(toDecimal({ minor, currency: code as Currency }));
/** `2019-03-12T22:08:55Z` */
export const momentText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** Xero's list and error envelopes. */
export type Pagination = { readonly page: number; readonly pageSize: number; readonly pageCount: number; readonly itemCount: number };
export const envelope = (id: string, nowMs: number, content: Readonly<Record<string, unknown>>, pagination?: Pagination) => ({
	Id: id,
	Status: 'OK',
	ProviderName: 'Cobro sandbox',
	DateTimeUTC: `/Date(${nowMs})/`,
	...(pagination ? { pagination } : {}),
	...content,
});

/** A request Xero refuses: 400 ValidationException and its kin. */
export class ApiRefused extends Error {
	override readonly name = 'ApiRefused';
	readonly status: number;
	/** A text is sent as one. */
	readonly body: object | string;
	constructor(status: number, body: object | string) {
		super(`refused with ${status}`);
		this.status = status;
		this.body = body;
	}
}
export const queryRefused = (message: string): ApiRefused =>
	new ApiRefused(400, { ErrorNumber: 16, Type: 'QueryParseException', Message: message });
/** Plain text, although JSON was asked for (Xero-OpenAPI#163). */
export const notFound = (): ApiRefused => new ApiRefused(404, "The resource you're looking for cannot be found");
