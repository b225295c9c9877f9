import { neighbourhoodOf, Pace } from '../../shared/domain/pace.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { clock } from '../../shared/runtime/clock.ts';
import {
	arrangements,
	books,
	companies,
	connections,
	linkRequests,
	mailings,
	payments,
	postings,
	throttle,
} from '../../shared/runtime/data.ts';
import { read } from '../../shared/runtime/env.ts';
import { type Answer, goTo, type Request } from '../../shared/runtime/http-types.ts';
import { onPublic } from '../../shared/runtime/on-public.ts';
import { queues } from '../../shared/runtime/queues.ts';
import type { AskName, AskProblem, AskRefused } from '../../shared/wire/ask-view.ts';
import { env } from '../../shared/wire/env.ts';
import { askPage } from '../../web/pay/ask-page.ts';
import { codePage } from '../../web/pay/code-page.ts';
import { type Voice, voiceOf } from '../../web/pay/figures.ts';
import { payHeaders } from '../../web/pay/headers.ts';
import { messagePage } from '../../web/pay/message-page.ts';
import { payPaths } from '../../web/pay/paths.ts';
import { toldAllPage, toldPage } from '../../web/pay/told.ts';
import type { MessageName } from '../../web/pay/word-shape.ts';
import { languageOf } from '../../web/pay/words.ts';
import { answerByLink, answers } from './answer-by-link.ts';
import { askByLink, type ByLink } from './ask-by-link.ts';
import { type Confirmed, codeAgain, confirmByLink, requestBy } from './confirm-by-link.ts';
import { isOurs, isSameSite } from './link.ts';
import type { CodePorts } from './link-code.ts';
import { type Desk, type DeskVisit, openDesk } from './link-desk.ts';
import { askedIn, askNamed, type SentAsk, sentAsk } from './link-form.ts';
import { refusedFor } from './link-said.ts';
import { linkBudgets, sendsForm } from './link-spend.ts';
import { askPageView, frameView, toldIn } from './link-view.ts';

const ports = (): CodePorts => ({
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	postings: postings(),
	payments: payments(),
	mailings: mailings(),
	linkRequests: linkRequests(),
	throttle: throttle(),
	queues: queues(),
	clock,
});

/** The pay station's own: it is given out where a link is opened. */
const cookieName = 'cobro-pay';

/** `es-MX,es;q=0.9,en` in its order; what was chosen on the page comes first. */
const voiceFor = ({ headers, query }: Request, languages: readonly string[] = [], chosen = query.lang): Voice => {
	const accepted = (headers['accept-language'] ?? '').split(',').map((each) => each.split(';')[0]?.trim() ?? '');
	const own = [...languages, ...accepted];
	return voiceOf(languageOf([...(/^(en|es|ru)$/.test(chosen ?? '') ? [chosen ?? ''] : []), ...own]), own);
};

const page = (body: string, status = 200, headers: Record<string, string> = {}): Answer => ({
	status,
	headers: { ...payHeaders([]), ...headers },
	body,
});
const message = (voice: Voice, name: MessageName, status: number, headers: Record<string, string> = {}, back = false): Answer =>
	page(messagePage(voice, { name, back }), status, headers);
const tooOften = (voice: Voice, seconds: number): Answer => message(voice, 'too-often', 429, { 'retry-after': String(seconds) }, true);

const looks = { address: new Pace(linkBudgets.looksOfAddress), link: new Pace(linkBudgets.looksOfLink) };
/** Null while there is room. Counted in memory only: no GET writes anything. */
const looked = ({ address, cookies }: Request): number | null =>
	looks.address.spend(neighbourhoodOf(address), clock.now()) ?? looks.link.spend(cookies[cookieName] ?? '', clock.now());

const statuses: Readonly<Record<Exclude<DeskVisit['kind'], 'desk'>, number>> = {
	unknown: 404,
	expired: 410,
	revoked: 410,
	closed: 409,
	counting: 503,
	insolvent: 409,
};

type At = { readonly desk: Desk; readonly held: string; readonly voice: Voice };
/** Whoever holds a link that leads somewhere; else the page that says why not. */
const at = async (request: Request, language?: string): Promise<At | Answer> => {
	const wait = looked(request);
	if (wait !== null) return tooOften(voiceFor(request, [], language), wait);
	const held = request.cookies[cookieName];
	if (held === undefined) return message(voiceFor(request, [], language), 'no-cookie', 401);
	const visit = await openDesk(held, ports());
	if (visit.kind === 'desk') return { desk: visit.desk, held, voice: voiceFor(request, visit.desk.languages, language) };
	return message(voiceFor(request, visit.kind === 'unknown' ? [] : visit.languages, language), visit.kind, statuses[visit.kind]);
};

const formShown = (what: AskName, { desk, held, voice }: At, refused: AskRefused | null = null, status = 200): Answer =>
	page(askPage(voice, askPageView(what, desk, held, refused)), status);

const codeShown = async ({ desk, held, voice }: At, id: string, problem: AskProblem | null = null, status = 200): Promise<Answer> => {
	const { code } = await requestBy(desk, id, ports());
	return page(codePage(voice, { ...frameView(desk, held), id, address: code.address, problem }), status);
};

const toldShown = ({ desk, held, voice }: At, id: string, sent: boolean, problem: AskProblem | null = null, status = 200): Answer => {
	const all = toldIn(desk, clock.now());
	if (id === '') return page(toldAllPage(voice, frameView(desk, held), all));
	const told = all.find((each) => each.id === id);
	if (!told) return message(voice, 'gone', 404, {}, true);
	return page(toldPage(voice, { ...frameView(desk, held), told, problem, address: desk.address, sent }), status);
};

const show = async (request: Request): Promise<Answer> => {
	const found = await at(request);
	if (!('desk' in found)) return found;
	const { what } = request.params;
	const id = (request.query.id ?? '').slice(0, 40);
	const name = askNamed(what);
	if (name) return formShown(name, found);
	if (what === 'told') return toldShown(found, id, request.query.sent === '1');
	if (what === 'code') return codeShown(found, id);
	return message(found.voice, 'gone', 404, {}, true);
};

/** On from what was done: never the answer to the form itself, so that a page that is loaded again sends nothing. */
const onward = (outcome: ByLink, { voice }: At): Answer => {
	if (outcome.kind === 'too-often') return tooOften(voice, outcome.seconds);
	if (outcome.kind === 'code') return goTo(payPaths.askIn('code', voice.language, outcome.request));
	return goTo(`${payPaths.askIn('told', voice.language, outcome.arrangement)}&sent=1`);
};

const ask = async (what: AskName, found: At, { typed, nonce }: SentAsk): Promise<Answer> => {
	const { desk, voice } = found;
	const asked = askedIn(what, typed, desk, voice.point);
	if ('fields' in asked) return formShown(what, found, { problem: 'fields', fields: asked.fields, typed }, 422);
	try {
		return onward(await askByLink(desk, asked.asked, nonce, ports()), found);
	} catch (error) {
		if (error instanceof Refusal) return formShown(what, found, refusedFor(error, typed), 409);
		throw error;
	}
};

const confirmed = (outcome: Confirmed, found: At, id: string): Answer | Promise<Answer> => {
	switch (outcome.kind) {
		case 'code-wrong':
		case 'code-over':
		case 'code-often':
			return codeShown(found, id, outcome.kind, 422);
		default:
			return onward(outcome, found);
	}
};

/** What the code confirms cannot be done any more: said by the page that it was asked on. */
const confirm = async (found: At, { id, does, code }: SentAsk): Promise<Answer> => {
	const { desk } = found;
	try {
		return await confirmed(does === 'again' ? await codeAgain(desk, id, ports()) : await confirmByLink(desk, id, code, ports()), found, id);
	} catch (error) {
		if (!(error instanceof Refusal) || error.status === 404) throw error;
		return codeShown(found, id, 'changed', 409);
	}
};

const answer = async (found: At, { id, does, rev, nonce }: SentAsk): Promise<Answer> => {
	const named = answers.find((each) => each === does);
	if (named === undefined || !/^\d{1,9}$/.test(rev)) return toldShown(found, id, false, 'changed', 422);
	try {
		return onward(await answerByLink(found.desk, { id, does: named, rev: Number(rev), nonce }, ports()), found);
	} catch (error) {
		if (!(error instanceof Refusal) || error.status === 404) throw error;
		return toldShown(found, id, false, 'changed', 409);
	}
};

const send = async (request: Request): Promise<Answer> => {
	const sent = sentAsk(request.body);
	const found = await at(request, sent.language);
	if (!('desk' in found)) return found;
	const { desk, held, voice } = found;
	const wait = await sendsForm(desk.link, request.address, ports());
	if (wait !== null) return tooOften(voice, wait);
	const { what } = request.params;
	const name = askNamed(what);
	if (!isSameSite(request.headers, read(env.hub)) || !isOurs(sent, held)) {
		// What was typed may have been typed on another link's page: it is not shown on this one.
		if (name) return formShown(name, found, { problem: 'stale-form', fields: {}, typed: sentAsk(Buffer.alloc(0)).typed }, 403);
		return message(voice, 'gone', 403, {}, true);
	}
	if (name) return ask(name, found, sent);
	if (what === 'code') return confirm(found, sent);
	return what === 'answer' ? answer(found, sent) : message(voice, 'gone', 404, {}, true);
};

/** Other writers were faster all the time, or it is none of theirs: said in the customer's words. */
const patient =
	(handle: (request: Request) => Promise<Answer>) =>
	async (request: Request): Promise<Answer> => {
		try {
			return await handle(request);
		} catch (error) {
			if (error instanceof TryLater) return message(voiceFor(request), 'trouble', 503, { 'retry-after': '5' }, true);
			if (error instanceof Refusal && error.status === 404) return message(voiceFor(request), 'gone', 404, {}, true);
			throw error;
		}
	};

export const handler = onPublic({ 'GET /pay/ask/{what}': patient(show), 'POST /pay/ask/{what}': patient(send) }, (problem) =>
	message(voiceOf('en', []), 'trouble', problem.status, {}, true),
);
