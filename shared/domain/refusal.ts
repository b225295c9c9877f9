/** The answer "no" that a caller can act on. Becomes RFC 9457 problem details on HTTP. Holds no secret and no personal data. */
export type RefusalField = { readonly path: string; readonly message: string };

export class Refusal extends Error {
	override readonly name = 'Refusal';
	/** HTTP status the answer goes out with, 400–501. */
	readonly status: number;
	/** Stable, for programs: `STATE_UNKNOWN`. */
	readonly code: string;
	/** What happened, in a few words; `message` says what to do next. */
	readonly title: string;
	readonly fields: readonly RefusalField[];
	/** 501: the issue that builds it. */
	readonly issue: number | null;

	constructor(
		status: number,
		code: string,
		title: string,
		detail: string,
		extra: { readonly fields?: readonly RefusalField[]; readonly issue?: number } = {},
	) {
		super(detail);
		this.status = status;
		this.code = code;
		this.title = title;
		this.fields = extra.fields ?? [];
		this.issue = extra.issue ?? null;
	}
}

/** Also the answer for what belongs to another company: whether it exists is not told. */
export const notFound = (what: string): Refusal =>
	new Refusal(404, 'NOT_FOUND', `There is no such ${what}`, `Your company has no ${what} with this id.`);

/** A list goes on from a `from` that this list never gave out. */
export const pageUnknown = (): Refusal => {
	const detail = 'Start again from the first page.';
	return new Refusal(400, 'PAGE_UNKNOWN', 'There is no such page', detail, { fields: [{ path: 'from', message: detail }] });
};
