/** The accounting API under /v3/company/{realm}: who may call, how often, what is switched to go wrong, and then the answer. */
import type { Faults } from '../faults.ts';
import type { LocalAnswer, LocalHandler, LocalRequest, LocalRoutes } from '../server.ts';
import { agedReceivableDetail } from './aged-detail.ts';
import * as no from './answers.ts';
import { journalEntryJson } from './journal-json.ts';
import { companyInfoJson, entityJson, preferencesJson, timeText } from './json.ts';
import type { Limits } from './limits.ts';
import type { OAuth } from './oauth.ts';
import { payableEntityJson } from './payable-json.ts';
import { type PayableEntity, payableNamed } from './payable-store.ts';
import { answerPayableWrite } from './payable-write.ts';
import { answerPurchase } from './purchases.ts';
import { answerCdc, answerQuery, type Spoil } from './rows.ts';
import { entityNamed } from './select.ts';
import type { CompanyRow, EntityType, Store } from './store.ts';
import { answerWrite } from './write.ts';

export type Sandbox = { readonly store: Store; readonly faults: Faults; readonly limits: Limits; readonly oauth: OAuth };

const slowMs = 30_000;
/** What an answer takes where limits are kept. The real API takes longer still: one reader after another cannot pass 10 a second there. */
const answerMs = 110;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** How many rows a query asks for; 0: it counts, or is none. */
const rowsAsked = ({ query }: LocalRequest): number => Number(/^select \*.*\bmaxresults\s+(\d+)/i.exec(query.get('query') ?? '')?.[1] ?? 0);

type AnyEntity = EntityType | PayableEntity | 'JournalEntry';
const anyNamed = (name: string): AnyEntity | null =>
	name.toLowerCase() === 'journalentry' ? 'JournalEntry' : (entityNamed(name) ?? payableNamed(name));
/** Either side of the books. */
const anyEntityJson = (store: Store, company: CompanyRow, type: AnyEntity, id: number): object | null => {
	if (type === 'JournalEntry') return journalEntryJson(store, company, id);
	const payable = payableNamed(type);
	if (payable) return payableEntityJson(store, company, payable, id);
	const sale = entityNamed(type);
	return sale && entityJson(store, company, sale, id);
};

type Answering = (company: CompanyRow, request: LocalRequest, now: number, spoil: Spoil) => LocalAnswer;

const spoiler =
	(faults: Faults, path: string): Spoil =>
	(rows, before) => {
		if (rows.length === 0) return rows;
		const kind = faults.take(path, ['repeated-rows', 'broken-row']);
		if (kind === 'repeated-rows') return [...before(), ...rows];
		if (kind === 'broken-row') return [{ ...rows[0], CurrencyRef: { value: 'Q?Q', name: 'Broken' }, TotalAmt: 'twelve' }, ...rows.slice(1)];
		return rows;
	};

/** Half of the JSON, under a length that says it is all. */
const truncated = (answer: LocalAnswer): LocalAnswer => {
	const text = JSON.stringify(answer.body);
	return {
		...answer,
		headers: { ...answer.headers, 'content-type': 'application/json' },
		body: text.slice(0, Math.floor(text.length / 2)),
	};
};

const instead = (faults: Faults, path: string, now: number): LocalAnswer | null => {
	switch (
		faults.take(path, [
			'cut-before',
			'throttled-minute',
			'throttled-day',
			'throttled-concurrent',
			'throttled-empty',
			'throttled-xml',
			'unauthorised',
			'forbidden',
			'server-error',
			'unavailable-html',
		])
	) {
		case 'cut-before':
			return { cut: true };
		case 'throttled-minute':
			return no.throttled(now, 60);
		case 'throttled-day':
			return no.throttled(now, 64_800);
		case 'throttled-concurrent':
			return no.throttled(now, 1);
		case 'throttled-empty':
			return { status: 429 };
		case 'throttled-xml':
			return no.throttledXml(now);
		case 'unauthorised':
			return no.unauthorised(now);
		case 'forbidden':
			return no.forbidden(now);
		case 'server-error':
			return no.serverError(now);
		case 'unavailable-html':
			return no.unavailableHtml;
		default:
			return null;
	}
};

export const apiRoutes = ({ store, faults, limits, oauth }: Sandbox): LocalRoutes => {
	const guarded =
		(answering: Answering): LocalHandler =>
		async (request) => {
			const now = store.now();
			const realm = request.params.realm ?? '';
			const isRead = request.method === 'GET';
			const call = limits.note(
				realm,
				`${request.method} ${request.path.split('/').slice(4).join('/')} ${request.query.get('query') ?? ''}`.trim(),
			);
			const done = (answer: LocalAnswer): LocalAnswer => {
				call.status = answer.cut ? 0 : (answer.status ?? 200);
				if (isRead && call.status === 200) limits.noteRead();
				return { ...answer, headers: { date: new Date(now).toUTCString(), intuit_tid: `1-${limits.count}`, ...answer.headers } };
			};
			const tooMany = limits.exceeded(realm);
			if (tooMany !== null) return done(no.throttled(now, tooMany));
			// "Blocked until the following month" (Intuit); by this answer (help.rutter.com, rate limits), which says no time.
			if (isRead && limits.readsAreUsedUp()) return done(no.throttled(now, null));
			const wrong = instead(faults, request.path, now);
			if (wrong) return done(wrong);
			if (faults.take(request.path, ['slow']) || store.rough.isSlow(rowsAsked(request))) await wait(slowMs);
			const opened = oauth.realmOf(request.headers.authorization ?? '');
			if (opened === null) return done(no.unauthorised(now));
			const company = store.company(realm);
			if (!company || opened !== realm) return done(no.forbidden(now));
			if (limits.kept) await wait(answerMs);
			const answer = answering(company, request, now, spoiler(faults, request.path));
			const after = faults.take(request.path, ['cut-after', 'truncated-page']);
			if (after === 'cut-after') return done({ cut: true });
			return done(after === 'truncated-page' ? truncated(answer) : answer);
		};
	const single = (name: string, of: (company: CompanyRow, store: Store) => object): LocalHandler =>
		guarded((company, _request, now) => ({ body: { [name]: of(company, store), time: timeText(now, true) } }));

	return {
		'GET /v3/company/{realm}/query': guarded((company, request, now, spoil) =>
			answerQuery(store, company, request.query.get('query') ?? '', now, spoil),
		),
		'GET /v3/company/{realm}/cdc': guarded((company, request, now, spoil) =>
			answerCdc(store, company, request.query.get('entities') ?? '', request.query.get('changedSince') ?? '', now, spoil),
		),
		'GET /v3/company/{realm}/preferences': single('Preferences', preferencesJson),
		'GET /v3/company/{realm}/companyinfo/{id}': single('CompanyInfo', companyInfoJson),
		'GET /v3/company/{realm}/reports/AgedReceivableDetail': guarded((company, request, now) =>
			agedReceivableDetail(store, company, request, now),
		),
		'GET /v3/company/{realm}/{entity}/{id}': guarded((company, request, now) => {
			const type = anyNamed(request.params.entity ?? '');
			if (type && !/^\d{1,20}$/.test(request.params.id ?? '')) return no.invalidId(now);
			const json = type && anyEntityJson(store, company, type, Number(request.params.id));
			return type && json ? { body: { [type]: json, time: timeText(now, true) } } : no.notFound(now);
		}),
		'POST /v3/company/{realm}/{entity}': guarded((company, request, now) => {
			const type = entityNamed(request.params.entity ?? '');
			const payable = payableNamed(request.params.entity ?? '');
			if (request.params.entity === 'purchase') return answerPurchase(store, company, request, now);
			if (payable) return answerPayableWrite(store, company, payable, request, now);
			return type ? answerWrite(store, company, type, request, now) : no.notFound(now);
		}),
	};
};
