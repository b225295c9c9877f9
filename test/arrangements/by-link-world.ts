/** The world of arrangements with what comes by links: one customer's links, codes that are mailed, and counters, in memory. */
import { createHash } from 'node:crypto';
import { answerByLink } from '../../functions/arrangements/answer-by-link.ts';
import { askByLink } from '../../functions/arrangements/ask-by-link.ts';
import { codeAgain, confirmByLink } from '../../functions/arrangements/confirm-by-link.ts';
import { proofOf } from '../../functions/arrangements/link.ts';
import type { CodePorts } from '../../functions/arrangements/link-code.ts';
import { type Desk, type DeskVisit, openDesk } from '../../functions/arrangements/link-desk.ts';
import { askedIn, sentAsk } from '../../functions/arrangements/link-form.ts';
import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { LinkRequest, LinkRequests } from '../../shared/ports/link-requests.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Throttle } from '../../shared/ports/throttle.ts';
import type { AskName } from '../../shared/wire/ask-view.ts';
import type { cutter } from '../reconcile/world.ts';
import { ledger } from '../shared/adapters/dynamo/table.ts';
import { customer, memoryWorld } from './world.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
type Form = Readonly<Record<string, string | readonly string[]>>;

const counters = (): Throttle => {
	const used = new Map<string, number>();
	return {
		spend: async (company, what, { times, seconds }, now) => {
			const key = `${company} ${what} ${Math.floor(msOf(now) / 1000 / seconds)}`;
			used.set(key, (used.get(key) ?? 0) + 1);
			return (used.get(key) ?? 0) <= times ? null : seconds;
		},
	};
};

export const body = (form: Form): Buffer => {
	const fields = new URLSearchParams();
	for (const [name, value] of Object.entries(form)) for (const each of [value].flat()) fields.append(name, each);
	return Buffer.from(fields.toString());
};

export const linkWorld = async (more: readonly { readonly id: string; readonly open: number }[] = [{ id: 'i2', open: 50_000 }]) => {
	const world = await memoryWorld(more);
	const links = new Map<string, PayLink>();
	const requests = new Map<string, LinkRequest>();
	const mails = new Map<string, string>();
	const throttle = counters();
	const portsOf = (wrap: Wrap = (port) => port): CodePorts => ({
		...world.portsOf(wrap),
		books: wrap<CodePorts['books']>({
			...world.portsOf().books,
			openDocumentsOf: async (company: string, whose: string) => {
				const found = await Promise.all(
					['i1', ...more.map(({ id }) => id)].map((id) => world.books.document(company, ledger, 'invoice', id)),
				);
				return found.flatMap((each) => (each?.customer === whose && each.open > 0 ? [each] : []));
			},
			customer: async (company: string, whose: string) => {
				const found = await world.books.customer(company, whose, 'consistent');
				return found && { ...found, email: 'ana@acme.example' };
			},
			document: (...asked) => world.books.document(...asked),
			laddersOf: (...asked) => world.books.laddersOf(...asked),
		}),
		payments: wrap({ link: async (hash: string) => links.get(hash) ?? null }),
		throttle: wrap(throttle),
		linkRequests: wrap<LinkRequests>({
			request: async (_, whose, id) => [requests.get(id)].find((each) => each?.customer === whose) ?? null,
			saveRequest: async (request) => {
				if ((requests.get(request.id)?.rev ?? 0) !== request.rev) return 'stale';
				requests.set(request.id, structuredClone({ ...request, rev: request.rev + 1 }));
				return 'saved';
			},
		}),
		mailings: wrap<Pick<Mailings, 'plan'>>({
			plan: async ({ id, notice }) => {
				if (mails.has(id)) return 'exists';
				mails.set(id, (notice && 'code' in notice ? notice.code : null) ?? '');
				return 'planned';
			},
		}),
	});
	/** A cookie that opens the page of a customer; `over`: what is otherwise with its link. */
	const link = (over: Partial<PayLink> = {}): string => {
		const cookie = createHash('sha256').update(`page:${links.size}`).digest('base64url');
		const hash = createHash('sha256').update(cookie).digest('hex');
		const at: Instant = world.clock.now;
		links.set(hash, {
			company: world.company,
			hash,
			customer,
			createdAt: at,
			expiresAt: later(at, 60 * 86_400_000),
			revokedAt: null,
			mail: 'rem|2026-11-20|EUR|x',
			language: null,
			...over,
		});
		return cookie;
	};
	const desk = async (cookie: string): Promise<Desk> => {
		const visit = await openDesk(cookie, portsOf());
		if (visit.kind !== 'desk') throw new Error(visit.kind);
		return visit.desk;
	};
	/** As a form of the page is read and done; the fields that are wrong, where some are. */
	const ask = async (cookie: string, what: AskName, form: Form, nonce = 'nonce-0001', wrap?: Wrap, seen?: Desk) => {
		const now = seen ?? (await desk(cookie));
		const read = askedIn(what, sentAsk(body(form)).typed, now, '.');
		return 'fields' in read ? { kind: 'fields' as const, ...read.fields } : askByLink(now, read.asked, nonce, portsOf(wrap));
	};
	return {
		...world,
		links,
		requests,
		mails,
		link,
		desk,
		ask,
		visit: async (cookie: string): Promise<DeskVisit['kind']> => (await openDesk(cookie, portsOf())).kind,
		confirm: async (cookie: string, id: string, code: string, wrap?: Wrap) => confirmByLink(await desk(cookie), id, code, portsOf(wrap)),
		again: async (cookie: string, id: string) => codeAgain(await desk(cookie), id, portsOf()),
		answer: async (cookie: string, asked: Parameters<typeof answerByLink>[1], wrap?: Wrap) =>
			answerByLink(await desk(cookie), asked, portsOf(wrap)),
		/** The newest code that was mailed. */
		code: (): string => [...mails.values()].at(-1) ?? '',
		proofOf,
	};
};
export type LinkWorld = Awaited<ReturnType<typeof linkWorld>>;
