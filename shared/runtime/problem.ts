/** Every error leaves as RFC 9457 problem details: specific for refusals, silent about the inside for everything else. */
import { Refusal } from '../domain/refusal.ts';
import { TryLater } from '../ports/books.ts';
import type { Problem } from '../wire/http.ts';

const byStatus: Readonly<Record<number, { readonly code: string; readonly title: string; readonly detail: string }>> = {
	404: { code: 'NO_ROUTE', title: 'There is nothing here', detail: 'The address is not one of ours. Start again from the first page.' },
	503: {
		code: 'TRY_LATER',
		title: 'Somebody else was faster',
		detail: 'Others are changing the same things right now. Try again in a few seconds; nothing was lost.',
	},
	500: {
		code: 'OUR_FAULT',
		title: 'Something broke on our side',
		detail: 'It is in our log under the number below. Nothing was changed by half. Try again; if it happens again, tell us the number.',
	},
};

const httpStatus = (error: unknown): number => {
	if (error instanceof TryLater) return 503;
	const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
	return status === 404 ? 404 : 500;
};

/** `request` is the invocation's id, the only thing that leads from the answer to the log. */
export const problemOf = (error: unknown, request: string): Problem => {
	if (error instanceof Refusal)
		return {
			type: `urn:cobro:problem:${error.code.toLowerCase()}`,
			title: error.title,
			status: error.status,
			code: error.code,
			detail: error.message,
			instance: `urn:cobro:request:${request}`,
			...(error.issue === null ? {} : { issue: error.issue }),
			...(error.fields.length ? { fields: error.fields } : {}),
		};
	const status = httpStatus(error);
	const said = byStatus[status] ?? { code: 'OUR_FAULT', title: 'Something broke on our side', detail: 'Try again.' };
	return { type: `urn:cobro:problem:${said.code.toLowerCase()}`, status, ...said, instance: `urn:cobro:request:${request}` };
};
