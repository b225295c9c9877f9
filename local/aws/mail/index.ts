/**
 * SES on this machine: the calls `@aws-sdk/client-ses` makes, an inbox that shows every mail as a person sees it, and the events of SES
 * published as its configuration sets say. Nothing leaves the machine. What was accepted survives kill -9.
 */
import { type LocalAnswer, type LocalRequest, serveLocal } from '../../sandbox/server.ts';
import { Account, type ConfigurationSet, Suppression } from './account.ts';
import { accountCalls } from './account-calls.ts';
import { MailFaults } from './faults.ts';
import type { BounceReason, EventKind } from './happenings.ts';
import { Limits, type MailLimits, usualLimits } from './limits.ts';
import { type Mail, Mailbox, type ReadMail } from './mailbox.ts';
import { pageRoutes } from './pages/routes.ts';
import { PostOffice } from './post-office.ts';
import { type Publish, Publisher } from './publisher.ts';
import { errorAnswer, MailError, Query, resultAnswer } from './query-protocol.ts';
import { Counter } from './sending.ts';
import { Store } from './store.ts';

/** What is known once the template is read and the topics exist. */
export type MailWiring = {
	readonly configurationSets: readonly ConfigurationSet[];
	/** See `snsPublisher`. */
	readonly publish: Publish;
	/** Addresses and domains that are verified without asking. */
	readonly identities: readonly string[];
};

export type MailOptions = {
	/** 0: any free port. */
	readonly port: number;
	/** Folder for its store (node:sqlite); null keeps it in memory. */
	readonly dir: string | null;
	/** Milliseconds. */
	readonly now: () => number;
	/** Left out: given later by `open`; until then events wait. */
	readonly wiring?: Partial<MailWiring>;
	/** Null keeps no limit. Default `usualLimits`. They go by `now`: with a clock that stands still a second never passes. */
	readonly limits?: MailLimits | null;
	/** How late the answer of the fault `slow` is. Default 30,000. */
	readonly slowMs?: number;
};

export type LocalMail = {
	/** `http://127.0.0.1:<port>`: the SDK's `endpoint`, `AWS_ENDPOINT_URL_SES`. */
	readonly url: string;
	readonly port: number;
	/** The page for a person. */
	readonly inboxUrl: string;
	open(wiring: Partial<MailWiring>): void;
	/** All that were accepted, newest first. */
	mails(): readonly Mail[];
	/** Opened: headers, text, HTML, attachments, events. Null: no such mail. */
	read(id: string): Promise<ReadMail | null>;
	/** What was sent, to the byte. */
	raw(id: string): Buffer | null;
	readonly faults: MailFaults;
	/** The account's suppression list: mail to these is taken, told as Send, and bounces. */
	readonly suppression: Suppression;
	/** Confirms an identity, as opening the verification mail's link does. */
	verify(identity: string): void;
	/** Something happens to a mail later; false: there is no such mail. `recipients` default to all of it. */
	happen(
		id: string,
		kind: EventKind,
		detail?: { readonly recipients?: readonly string[]; readonly bounce?: BounceReason; readonly link?: string },
	): boolean;
	/** Publishes what has become due by the clock; also done by itself every second. */
	tick(): void;
	/** Makes due all events that a fault keeps back; how many. */
	releaseEvents(): number;
	/** The next instant (ms) at which an event is to be published, or null. Those kept back have none. */
	nextEventAt(): number | null;
	/** Every event that is due is published. Waits as long as the topics refuse. */
	eventsIdle(): Promise<void>;
	close(): Promise<void>;
};

const maxBody = 32 * 1024 * 1024;

/** @throws PortTaken */
export const startMail = async (options: MailOptions): Promise<LocalMail> => {
	const nowMs = options.now;
	const store = new Store(options.dir);
	const account = new Account(store);
	const suppression = new Suppression(store, nowMs);
	const faults = new MailFaults();
	const earlier = store.all<{ at: number; recipients: number }>(
		'SELECT at, recipients FROM mail WHERE at > ? ORDER BY at',
		nowMs() - 86_400_000,
	);
	const limits = new Limits(options.limits === undefined ? usualLimits : options.limits, nowMs, earlier);
	const mailbox = new Mailbox(store, nowMs);
	const office = new PostOffice({ store, account, suppression, faults, limits, nowMs });
	const publisher = new Publisher(store, nowMs);
	const counter = new Counter(office, faults, options.slowMs ?? 30_000, () => publisher.poke());

	const otherCall = (action: string, query: Query): LocalAnswer => {
		const call = Object.hasOwn(accountCalls, action) ? accountCalls[action] : undefined;
		if (!call) throw new MailError('InvalidAction', `${action} is not part of the local SES`);
		const fault = faults.take(action, 'other-call-throttled', 'other-call-error');
		if (fault === 'other-call-error')
			throw new MailError('InternalFailure', 'The request processing has failed because of an unknown error.', 500);
		if (fault === 'other-call-throttled') throw new MailError('Throttling', 'Rate exceeded');
		limits.call();
		return resultAnswer(action, call(query, { store, account, limits, nowMs }));
	};
	const answer = async ({ headers, body }: LocalRequest): Promise<LocalAnswer> => {
		try {
			if (!(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
				throw new MailError('MalformedInput', 'the request is not a form');
			const query = new Query(new URLSearchParams(body.toString('utf8')));
			const action = query.text('Action');
			if (action === null) throw new MailError('MissingAction', 'the request has no Action');
			return await (action === 'SendEmail' || action === 'SendRawEmail' ? counter.send(action, query) : otherCall(action, query));
		} catch (error) {
			if (error instanceof MailError) return errorAnswer(error);
			throw error;
		}
	};

	const open = ({ configurationSets, publish, identities = [] }: Partial<MailWiring>): void => {
		if (configurationSets) account.give(configurationSets);
		for (const identity of identities) account.verify(identity);
		if (publish) publisher.setPublish(publish);
	};
	const happen: LocalMail['happen'] = (id, kind, detail = {}) => {
		const sent = mailbox.sent(id);
		if (!sent) return false;
		const { recipients = sent.destinations, bounce = 'unknown', link = '' } = detail;
		office.happen(sent, { kind, recipients, at: nowMs(), ...(kind === 'Bounce' ? { bounce } : {}), ...(kind === 'Click' ? { link } : {}) });
		publisher.poke();
		return true;
	};
	const releaseEvents = (): number => {
		const released = store.release(nowMs());
		publisher.poke();
		return released;
	};
	open(options.wiring ?? {});
	const server = await serveLocal({
		port: options.port,
		name: 'SES',
		bodyLimit: maxBody,
		routes: {
			'POST /': answer,
			...pageRoutes({ store, account, suppression, faults, limits, mailbox, publisher, nowMs, happen, releaseEvents }),
		},
	}).catch((error: unknown) => {
		store.close();
		throw error;
	});
	const ticking = setInterval(() => publisher.poke(), 1000).unref();
	return {
		url: server.origin,
		port: server.port,
		inboxUrl: `${server.origin}/inbox`,
		open,
		mails: () => mailbox.list(),
		read: (id) => mailbox.read(id),
		raw: (id) => mailbox.raw(id),
		faults,
		suppression,
		verify: (identity) => account.verify(identity),
		happen,
		tick: () => publisher.poke(),
		releaseEvents,
		nextEventAt: () => store.nextDue(),
		eventsIdle: () => publisher.idle(),
		close: async () => {
			clearInterval(ticking);
			counter.close();
			await server.close();
			await publisher.close();
			store.close();
		},
	};
};
