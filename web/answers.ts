/** Pages with their headers, in the shape an HTTP entry answers with. */
import type { Problem } from '../shared/wire/http.ts';
import { pageHeaders } from './http-headers.ts';
import { problemPage } from './problem-page.ts';
import { signedOutPage } from './signed-out-page.ts';

export type PageAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };

export const pageAnswer = (body: string, status = 200): PageAnswer => ({ status, headers: pageHeaders(), body });

/** A problem as a page: what happened and what to do next. Signed out, the way back in. */
export const problemAnswer = (problem: Problem): PageAnswer =>
	pageAnswer(problem.status === 401 ? signedOutPage() : problemPage(problem), problem.status);
