/** Reading parameters: forms carry texts only. What Stripe does not know (or this sandbox does not do) is refused, never passed over. */
import * as z from 'zod';
import type { Tree } from './form.ts';
import { StripeRefused } from './refused.ts';

const bracketed = (path: readonly PropertyKey[]): string => {
	const [first = '', ...rest] = path.map(String);
	return first + rest.map((part) => `[${part}]`).join('');
};

type Issue = z.core.$ZodIssue;

const refusalOf = (issue: Issue): StripeRefused => {
	const param = bracketed(issue.path);
	if (issue.code === 'unrecognized_keys') {
		const unknown = bracketed([...issue.path, issue.keys[0] ?? '']);
		return new StripeRefused(`Received unknown parameter: ${unknown}`, { code: 'parameter_unknown', param: unknown });
	}
	if (issue.code === 'invalid_type' && issue.input === undefined)
		return new StripeRefused(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
	if (issue.code === 'custom' && typeof issue.params?.code === 'string')
		return new StripeRefused(issue.message, { code: issue.params.code, param });
	if (issue.code === 'invalid_value')
		return new StripeRefused(`Invalid ${param}: must be one of ${issue.values.map(String).join(', ')}`, { param });
	return new StripeRefused(`Invalid ${param}: ${issue.message}`, { param });
};

/** The parameters as the schema gives them. Throws `StripeRefused` for the first one that is wrong. */
export const read = <Schema extends z.ZodType>(schema: Schema, params: Tree): z.output<Schema> => {
	const result = schema.safeParse(params, { reportInput: true });
	if (result.success) return result.data;
	const [first] = result.error.issues;
	throw first ? refusalOf(first) : new StripeRefused('Invalid request.');
};

const wrong = (ctx: z.RefinementCtx, code: string, message: string): never => {
	ctx.addIssue({ code: 'custom', message, params: { code } });
	return z.NEVER;
};

export const text = (max = 5000) =>
	z.string().superRefine((value, ctx) => {
		if (value === '')
			wrong(ctx, 'parameter_invalid_empty', 'You passed an empty string. We assume empty values are an attempt to unset it.');
		if (value.length > max)
			wrong(ctx, 'parameter_invalid_string', `Invalid string: it has ${value.length} characters, at most ${max} are allowed`);
	});

/** A whole number within bounds. */
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER) =>
	z.string().transform((value, ctx) => {
		const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
		if (Number.isNaN(number)) return wrong(ctx, 'parameter_invalid_integer', `Invalid integer: ${value}`);
		if (number < min) return wrong(ctx, 'parameter_invalid_integer', `This value must be greater than or equal to ${min}.`);
		if (number > max) return wrong(ctx, 'parameter_invalid_integer', `This value must be less than or equal to ${max}.`);
		return number;
	});

export const truth = z.enum(['true', 'false']).transform((value) => value === 'true');

export const address = z.string().superRefine((value, ctx) => {
	if (!/^https?:\/\//.test(value) || !URL.canParse(value)) wrong(ctx, 'url_invalid', 'Not a valid URL');
	else if (value.length > 5000) wrong(ctx, 'url_invalid', 'URL must be 5000 characters or less.');
});

export const email = z.string().superRefine((value, ctx) => {
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) || value.length > 800) wrong(ctx, 'email_invalid', `Invalid email address: ${value}`);
});

/** 50 keys of 40 characters, values of 500; an empty value removes the key. */
export const metadata = z.record(z.string(), z.string()).superRefine((value, ctx) => {
	const entries = Object.entries(value);
	if (entries.length > 50) wrong(ctx, 'parameter_invalid_empty', 'You can have at most 50 metadata keys.');
	for (const [key, each] of entries)
		if (key.length > 40 || each.length > 500)
			wrong(ctx, 'parameter_invalid_string', `Metadata ${key.slice(0, 40)} is too long (40 characters of key, 500 of value)`);
});
/** An empty text instead of an object clears all of it. */
export const metadataChange = z.union([metadata, z.literal('')]);

export type MetadataOf = { [name: string]: string };
export const withMetadata = (had: MetadataOf, change: MetadataOf | '' | undefined): MetadataOf =>
	change === undefined
		? had
		: change === ''
			? {}
			: Object.fromEntries(Object.entries({ ...had, ...change }).filter(([, value]) => value !== ''));

export const expand = { expand: z.array(z.string()).max(20).optional() };
export const paging = {
	...expand,
	limit: whole(1, 100).optional(),
	starting_after: text().optional(),
	ending_before: text().optional(),
	created: z
		.union([
			whole(0),
			z.strictObject({ gt: whole(0).optional(), gte: whole(0).optional(), lt: whole(0).optional(), lte: whole(0).optional() }),
		])
		.optional(),
};
