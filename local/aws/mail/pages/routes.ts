/** Everything of the inbox that a person or a test opens. State changes by POST only. */
import type { LocalAnswer, LocalHandler, LocalRoutes } from '../../../sandbox/server.ts';
import { faultKinds, type MailFaultKind } from '../faults.ts';
import type { EventKind } from '../happenings.ts';
import type { ReadMail } from '../mailbox.ts';
import { inboxPage } from './inbox-page.ts';
import { back, missing } from './layout.ts';
import { attachmentAnswer, emlAnswer, htmlAnswer, jsonOf } from './mail-files.ts';
import { mailPage } from './mail-page.ts';
import type { PageParts } from './parts.ts';
import { switchesPage } from './switches-page.ts';

const isFault = (kind: string): kind is MailFaultKind => Object.hasOwn(faultKinds, kind);
const happenings: Readonly<Record<string, readonly [kind: EventKind, done: string]>> = {
	bounce: ['Bounce', 'It bounced; the address is on the suppression list now.'],
	complaint: ['Complaint', 'They called it spam; the address is on the suppression list now.'],
	open: ['Open', 'They opened it.'],
	click: ['Click', 'They clicked a link.'],
};

export const pageRoutes = (parts: PageParts): LocalRoutes => {
	const { mailbox, faults, suppression, account } = parts;
	const withMail =
		(show: (mail: ReadMail, request: Parameters<LocalHandler>[0]) => LocalAnswer): LocalHandler =>
		async (request) => {
			const mail = await mailbox.read(request.params.id ?? '');
			return mail ? show(mail, request) : missing('mail');
		};
	const posted =
		(to: string, act: (form: URLSearchParams) => string): LocalHandler =>
		({ body }) =>
			back(to, act(new URLSearchParams(body.toString('utf8'))));
	// A path that ends in .json or .eml stands before the page whose id would swallow it.
	return {
		'GET /': () => ({ status: 303, headers: { location: '/inbox' } }),
		'GET /inbox': (request) => inboxPage(parts, request),
		'GET /inbox.json': ({ query }) => ({ body: { mails: mailbox.list({ to: query.get('to') ?? '' }) } }),
		'GET /inbox/{id}.json': withMail((mail) => ({ body: jsonOf(mail) })),
		'GET /inbox/{id}.eml': ({ params }) => {
			const raw = mailbox.raw(params.id ?? '');
			return raw ? emlAnswer(params.id ?? '', raw) : missing('mail');
		},
		'GET /inbox/{id}': withMail((mail, { query }) => mailPage(mail, query.get('note'))),
		'GET /inbox/{id}/html': withMail((mail) => (mail.html === null ? missing('part') : htmlAnswer(mail))),
		'GET /inbox/{id}/attachments/{number}': withMail((mail, { params }) => {
			const attachment = mail.attachments[Number(params.number) - 1];
			return attachment ? attachmentAnswer(attachment) : missing('attachment');
		}),
		'POST /inbox/{id}/happens': ({ params, body }) => {
			const id = params.id ?? '';
			const what = new URLSearchParams(body.toString('utf8')).get('what') ?? '';
			const [kind, done] = (Object.hasOwn(happenings, what) ? happenings[what] : undefined) ?? [];
			if (!kind || !parts.happen(id, kind)) return missing('mail or happening');
			return back(`/inbox/${id}`, done ?? '');
		},
		'GET /switches': ({ query }) => switchesPage(parts, query.get('note')),
		'POST /faults': posted('/switches', (form) => {
			const kind = form.get('kind') ?? '';
			const times = Number(form.get('times') ?? '1');
			if (!isFault(kind) || !Number.isInteger(times) || times < 1) return 'Not done: choose a fault and how often.';
			faults.add(kind, times, form.get('match')?.trim() ?? '');
			return `Switched on: ${faultKinds[kind]}.`;
		}),
		'POST /faults/{id}/off': ({ params }) => {
			faults.remove(Number(params.id));
			return back('/switches', 'It is switched off.');
		},
		'POST /events/release': posted('/switches', () => `${parts.releaseEvents()} events are published now.`),
		'POST /suppression/clear': posted('/switches', () => {
			suppression.clear();
			return 'The suppression list is empty.';
		}),
		'POST /suppression/remove': posted('/switches', (form) => {
			suppression.remove(form.get('address') ?? '');
			return `${form.get('address') ?? ''} may be written to again.`;
		}),
		'POST /identities/verify': posted('/switches', (form) => {
			account.verify(form.get('identity') ?? '');
			return `${form.get('identity') ?? ''} is verified.`;
		}),
	};
};
