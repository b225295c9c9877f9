import { neighbourhoodOf, Pace } from '../../shared/domain/pace.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { Short } from '../../shared/ports/payments.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { collecting, paymentPages } from '../../shared/runtime/collecting.ts';
import { arrangements, books, companies, connections, payments, throttle } from '../../shared/runtime/data.ts';
import { read } from '../../shared/runtime/env.ts';
import { type Answer, goTo, type Request } from '../../shared/runtime/http-types.ts';
import { onPublic } from '../../shared/runtime/on-public.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { env } from '../../shared/wire/env.ts';
import { type Voice, voiceOf } from '../../web/pay/figures.ts';
import { payHeaders } from '../../web/pay/headers.ts';
import { type MessageView, messagePage } from '../../web/pay/message-page.ts';
import { payPaths } from '../../web/pay/paths.ts';
import { payPage } from '../../web/pay/pay-page.ts';
import type { Language, MessageName } from '../../web/pay/word-shape.ts';
import { languageOf } from '../../web/pay/words.ts';
import { afterPaying, asksStripe } from './after-paying.ts';
import { type Begun, beginCheckout } from './begin-checkout.ts';
import { chosenFrom, type FieldProblem } from './choice.ts';
import { formOf, isOurs, isSameSite, pageNumber, type SentForm } from './form.ts';
import { endOf, linkOf, openPage, type Standing, type Visit } from './open-page.ts';
import { budgets } from './pace.ts';
import { cookieOf, newNonce, proofOf } from './page-link.ts';
import { type PageRefusal, pageView } from './page-view.ts';
import type { PayPorts } from './ports.ts';
import { beginsPayment, sendsForm } from './spend.ts';
import { cookieSeconds } from './times.ts';

const ports = (): PayPorts => ({
	payments: payments(),
	collecting: collecting(),
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	queues: queues(),
	clock,
});

const hub = (): string => read(env.hub);
const cookieName = 'cobro-pay';
/** Not `__Host-`: that wants the whole site, and this cookie is for /pay alone. */
const cookie = (value: string): string =>
	`${cookieName}=${value}; Path=/pay; HttpOnly; SameSite=Lax; Max-Age=${cookieSeconds}${hub().startsWith('https:') ? '; Secure' : ''}`;

/** `es-MX,es;q=0.9,en` in its order. */
const accepted = ({ headers }: Request): string[] =>
	(headers['accept-language'] ?? '').split(',').map((each) => each.split(';')[0]?.trim() ?? '');

/** What was chosen on the page comes first; then the mail's and the customer's language; then the browser's. */
const voiceFor = (request: Request, languages: readonly string[] = [], chosen = request.query.lang): Voice => {
	const wanted = /^(en|es|ru)$/.test(chosen ?? '') ? [chosen ?? ''] : [];
	const own = [...languages, ...accepted(request)];
	return voiceOf(languageOf([...wanted, ...own]), own);
};

const page = (body: string, status = 200, headers: Record<string, string> = {}): Answer => ({
	status,
	headers: { ...payHeaders(paymentPages()), ...headers },
	body,
});
const message = (voice: Voice, view: MessageView, status: number, headers: Record<string, string> = {}): Answer =>
	page(messagePage(voice, view), status, headers);
const sameHere = (language: Language): string => payPaths.inLanguage(language);

const tooOften = (voice: Voice, seconds: number): Answer =>
	message(voice, { name: 'too-often', back: true }, 429, { 'retry-after': String(seconds) });

const looks = {
	address: new Pace(budgets.looksOfAddress),
	link: new Pace(budgets.looksOfLink),
	checkout: new Pace(budgets.asksOfCheckout),
	company: new Pace(budgets.asksOfCompany),
};

/** Null while there is room. Reading pages count in memory only: no GET writes anything. */
const looked = ({ address, cookies }: Request): number | null =>
	looks.address.spend(neighbourhoodOf(address), clock.now()) ?? looks.link.spend(cookies[cookieName] ?? '', clock.now());

const notOpen: Readonly<Record<Exclude<Visit['kind'], 'standing'>, { readonly name: MessageName; readonly status: number }>> = {
	unknown: { name: 'unknown', status: 404 },
	expired: { name: 'expired', status: 410 },
	revoked: { name: 'revoked', status: 410 },
	closed: { name: 'closed', status: 409 },
	counting: { name: 'counting', status: 503 },
	insolvent: { name: 'insolvent', status: 409 },
};
const closedPage = (voice: Voice, visit: Exclude<Visit, { kind: 'standing' }>): Answer => {
	const { name, status } = notOpen[visit.kind];
	const payee = 'payee' in visit ? visit.payee : null;
	const again = visit.kind === 'counting' ? payPaths.inLanguage(voice.language) : null;
	return message(voice, { name, payee, again, inLanguage: sameHere }, status, visit.kind === 'counting' ? { 'retry-after': '120' } : {});
};

const standingPage = (
	voice: Voice,
	standing: Standing,
	held: string,
	number: number,
	refusal: PageRefusal | null = null,
	status = 200,
): Answer => {
	const form = { proof: proofOf(held), nonce: newNonce() };
	return page(payPage(voice, pageView(standing, form, clock.now(), refusal), number), status);
};

const show = async (request: Request): Promise<Answer> => {
	const wait = looked(request);
	if (wait !== null) return tooOften(voiceFor(request), wait);
	const held = request.cookies[cookieName];
	if (held === undefined) return message(voiceFor(request), { name: 'no-cookie', inLanguage: sameHere }, 401);
	const visit = await openPage(held, ports());
	const voice = voiceFor(request, visit.kind === 'unknown' ? [] : visit.kind === 'standing' ? visit.standing.languages : visit.languages);
	if (visit.kind !== 'standing') return closedPage(voice, visit);
	return standingPage(voice, visit.standing, held, pageNumber(request.query.page));
};

const shortage = ({ free, unsure }: Short): FieldProblem => {
	if (unsure) return 'unsure';
	return free > 0 ? 'over' : 'gone';
};

/** What a form that led nowhere is answered with; null: the customer is on the way to Stripe, or has paid. */
const refusalOf = (begun: Begun, sent: SentForm): { readonly refusal: PageRefusal; readonly status: number } | null => {
	const { currency, picked, typed } = sent.choice;
	const of = (problem: PageRefusal['problem'], status: number, fields: PageRefusal['fields'] = {}) => ({
		refusal: { currency, problem, fields, picked, typed },
		status,
	});
	switch (begun.kind) {
		case 'short': {
			const fields = Object.fromEntries(begun.short.map((each) => [each.id, shortage(each)]));
			return of({ kind: begun.short.some(({ unsure }) => unsure) ? 'unsure' : 'busy' }, 409, sent.choice.what === 'chosen' ? fields : {});
		}
		case 'unavailable':
			return of({ kind: 'unavailable' }, 503);
		case 'ended':
			return of({ kind: 'busy' }, 409);
		case 'too-many':
			return of({ kind: 'too-many-open' }, 429);
		default:
			return null;
	}
};

const pay = async (request: Request): Promise<Answer> => {
	const sent = formOf(request.body);
	const often = looked(request);
	if (often !== null) return tooOften(voiceFor(request, [], sent.language), often);
	const held = request.cookies[cookieName];
	if (held === undefined) return message(voiceFor(request, [], sent.language), { name: 'no-cookie' }, 401);
	const visit = await openPage(held, ports());
	if (visit.kind !== 'standing')
		return closedPage(voiceFor(request, visit.kind === 'unknown' ? [] : visit.languages, sent.language), visit);
	const { standing } = visit;
	const voice = voiceFor(request, standing.languages, sent.language);
	const again = async (refusal: Omit<PageRefusal, 'currency' | 'picked' | 'typed'>, status: number): Promise<Answer> => {
		const { currency, picked, typed } = sent.choice;
		return standingPage(voice, standing, held, sent.page, { ...refusal, currency, picked, typed }, status);
	};
	const { link } = standing;
	const turns = { throttle: throttle(), clock };
	const wait = await sendsForm(link, request.address, turns);
	if (wait !== null) return tooOften(voice, wait);
	if (!isSameSite(request.headers, hub()) || !isOurs(sent, held)) return again({ problem: { kind: 'stale-form' }, fields: {} }, 403);
	const chosen = chosenFrom(sent.choice, standing.balances, collecting(), voice.point);
	if ('problem' in chosen) return again(chosen, 422);
	const crowded = await beginsPayment(link, turns);
	if (crowded !== null) return tooOften(voice, crowded);
	const begun = await beginCheckout({ link, nonce: sent.nonce, locale: voice.language, ...chosen }, ports(), {
		done: ({ id, locale }) => `${hub()}${payPaths.done(id, languageOf([locale]))}`,
		back: ({ locale }) => `${hub()}${payPaths.inLanguage(languageOf([locale]))}`,
	});
	if (begun.kind === 'go') return goTo(begun.url);
	if (begun.kind === 'under-way') return message(voice, { name: 'under-way', payee: standing.payee, back: true }, 409);
	const led = refusalOf(begun, sent);
	// What is owed is looked at anew: something of it has just changed.
	const now = await openPage(held, ports());
	if (now.kind !== 'standing') return closedPage(voice, now);
	return standingPage(voice, now.standing, held, sent.page, led?.refusal ?? null, led?.status ?? 409);
};

const done = async (request: Request): Promise<Answer> => {
	const wait = looked(request);
	if (wait !== null) return tooOften(voiceFor(request), wait);
	const held = request.cookies[cookieName];
	const link = await linkOf(held, ports());
	const languages = [link?.language ?? ''].filter(Boolean);
	const end = link && endOf(link, clock.now());
	// Amounts and Stripe's address are for whoever may see the page itself.
	if (end !== null) return closedPage(voiceFor(request, languages), { kind: end, languages });
	const id = request.query.checkout ?? '';
	const checkout = link && (await payments().checkout(link.company, link.customer, id.slice(0, 64)));
	if (!link || !checkout) return message(voiceFor(request), { name: 'no-cookie' }, link ? 404 : 401);
	const voice = voiceFor(request, languages);
	const often = asksStripe(checkout)
		? (looks.checkout.spend(checkout.id, clock.now()) ?? looks.company.spend(checkout.company, clock.now()))
		: null;
	if (often !== null) return tooOften(voice, often);
	const { ending, canGoOn } = await afterPaying(checkout, ports());
	const { total: minor, currency, shares, url } = checkout;
	const here = (language: Language): string => payPaths.done(checkout.id, language);
	const moving = ending === 'coming' || ending === 'silent';
	return message(
		voice,
		{
			name: ending,
			paid: { minor, currency, numbers: shares.map(({ number }) => number) },
			goOn: canGoOn ? url : null,
			again: moving ? here(voice.language) : null,
			back: !moving,
			inLanguage: here,
		},
		200,
	);
};

/** Other writers were faster all the time: said in the customer's words, nothing was begun. */
const patient =
	(handle: (request: Request) => Promise<Answer>) =>
	async (request: Request): Promise<Answer> => {
		try {
			return await handle(request);
		} catch (error) {
			if (!(error instanceof TryLater)) throw error;
			return message(voiceFor(request), { name: 'trouble', back: true }, 503, { 'retry-after': '5' });
		}
	};

export const handler = onPublic(
	{
		'GET /pay/{token}': (request) => {
			const { token = '' } = request.params;
			const wait = looks.address.spend(neighbourhoodOf(request.address), clock.now());
			if (wait !== null) return tooOften(voiceFor(request), wait);
			if (!/^[A-Za-z0-9_-]{22}$/.test(token)) return message(voiceFor(request), { name: 'unknown' }, 404);
			const { 'content-type': _, ...headers } = payHeaders([]);
			const gone = goTo(payPaths.page, [cookie(cookieOf(token))]);
			return { ...gone, headers: { ...headers, ...gone.headers } };
		},
		'GET /pay': patient(show),
		'POST /pay': patient(pay),
		'GET /pay/done': patient(done),
	},
	(problem) => message(voiceOf('en', []), { name: 'trouble', back: true }, problem.status),
);
