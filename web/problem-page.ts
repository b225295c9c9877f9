/** What went wrong, for a person: what happened, what to do next. The same `Problem` that programs get as JSON. */
import type { Problem } from '../shared/wire/http.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';

const nextStep = ({ status, issue }: Problem): string => {
	switch (status) {
		case 400:
			return 'Go back, correct what is named above, and send it again. Nothing was changed.';
		case 401:
			return 'Sign in, then open the page again.';
		case 403:
			return 'Ask an owner of your company for the role this needs. Nothing was changed.';
		case 404:
			return 'Go to your receivables and look for it there. It may have been removed in the ledger, or belong to another company.';
		case 409:
			return 'Go back, load the page again to see what is true now, then decide again.';
		case 413:
			return 'Send less at once.';
		case 429:
			return 'Wait a minute, then try again.';
		case 501:
			return `This is not built yet${issue === undefined ? '' : `: issue ${issue} builds it`}. Nothing was changed.`;
		default:
			return status >= 500
				? 'Try again in a minute. Nothing is lost: what was begun is finished or taken up again by itself.'
				: 'Go back to your receivables and try again from there.';
	}
};

const fields = (all: NonNullable<Problem['fields']>): Html =>
	html`<ul>${all.map(({ path, message }) => html`<li><code>${path}</code>: ${message}</li>`)}</ul>`;

const way = (status: number): Html =>
	status === 401
		? html`<a class="btn go" href="${paths.signIn}">Sign in</a>`
		: html`<a class="btn go" href="${paths.hub()}">Go to your receivables</a>`;

export const problemPage = (problem: Problem, user?: Viewer): string =>
	layout({
		title: problem.title,
		...(user && { user }),
		body: html`<section class="card" aria-labelledby="h-problem">
	<h1 id="h-problem">${problem.title}</h1>
	<h2>What happened</h2>
	<p>${problem.detail}</p>
	${problem.fields && problem.fields.length > 0 && fields(problem.fields)}
	<h2>What to do next</h2>
	<p>${nextStep(problem)}</p>
	<p class="row act">${way(problem.status)}</p>
	<p class="s">For support: <code>${problem.code}</code>, ${problem.status}${problem.instance !== undefined && html`, <code>${problem.instance}</code>`}</p>
</section>`,
	});
