/** The calls of SES v1 that send nothing: identities, quota, statistics, configuration sets. */
import { createHash } from 'node:crypto';
import type { Account } from './account.ts';
import { oneAddress } from './addresses.ts';
import { eventKindOf } from './happenings.ts';
import type { Limits } from './limits.ts';
import { MailError, type Query, type XmlValue } from './query-protocol.ts';
import type { Store } from './store.ts';

export type AccountParts = { readonly store: Store; readonly account: Account; readonly limits: Limits; readonly nowMs: () => number };
type Call = (query: Query, parts: AccountParts) => XmlValue;

const tokenOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
const status = (verified: boolean): string => (verified ? 'Success' : 'Pending');
const known = (query: Query, { account }: AccountParts, attributes: (identity: string, verified: boolean) => XmlValue): XmlValue =>
	new Map(
		query.list('Identities').flatMap((identity) => {
			const verified = account.isVerified(identity);
			return verified === null ? [] : [[identity, attributes(identity, verified)] as const];
		}),
	);

/** Two weeks of 15-minute points, oldest first, those in which something was sent. */
const statistics = ({ store, nowMs }: AccountParts): XmlValue => {
	const point = 900_000;
	const rows = store.all<{ slot: number; kind: string; n: number }>(
		`SELECT at / ${point} AS slot, kind, count(DISTINCT mail) AS n FROM event WHERE at > ? GROUP BY 1, 2 ORDER BY 1`,
		nowMs() - 14 * 86_400_000,
	);
	return [...new Set(rows.map(({ slot }) => slot))].map((slot) => {
		const count = (kind: string): number => rows.find((row) => row.slot === slot && row.kind === kind)?.n ?? 0;
		return {
			Timestamp: new Date(slot * point).toISOString(),
			DeliveryAttempts: count('Send'),
			Bounces: count('Bounce'),
			Complaints: count('Complaint'),
			Rejects: count('Reject'),
		};
	});
};

const addDestination: Call = (query, { account }) => {
	const set = query.need('ConfigurationSetName');
	const given = query.structure('EventDestination');
	const events = given.list('MatchingEventTypes');
	const name = given.need('Name');
	const topicArn = given.structure('SNSDestination').text('TopicARN');
	if (!topicArn?.startsWith('arn:aws:sns:'))
		throw new MailError('InvalidSNSDestination', `Event destination <${name}> needs an SNS topic.`);
	const unknown = events.find((each) => eventKindOf(each) === null && each !== 'renderingFailure');
	if (events.length === 0 || unknown !== undefined) throw new MailError('InvalidParameterValue', `Invalid event type <${unknown ?? ''}>.`);
	account.createDestination(set, { name, topicArn, events, enabled: given.text('Enabled') === 'true' });
	return {};
};

export const accountCalls: Readonly<Record<string, Call>> = {
	GetSendQuota: (_, { limits }) => ({
		// -1 is SES's own word for no limit.
		Max24HourSend: limits.limits?.perDay ?? -1,
		MaxSendRate: limits.limits?.perSecond ?? 1_000_000,
		SentLast24Hours: limits.lastDay(),
	}),
	GetSendStatistics: (_, parts) => ({ SendDataPoints: statistics(parts) }),
	GetAccountSendingEnabled: (_, { account }) => ({ Enabled: account.sendingEnabled }),
	UpdateAccountSendingEnabled: (query, { account }) => {
		account.sendingEnabled = query.text('Enabled') === 'true';
		return {};
	},
	ListIdentities: (query, { account }) => {
		const type = query.text('IdentityType');
		const names = account.identities().map(({ name }) => name);
		return { Identities: names.filter((name) => type === null || name.includes('@') === (type === 'EmailAddress')) };
	},
	VerifyEmailIdentity: (query, { account }) => {
		account.askToVerify(oneAddress(query.need('EmailAddress')));
		return {};
	},
	VerifyDomainIdentity: (query, { account }) => {
		const domain = query.need('Domain').toLowerCase();
		if (!/^([a-z0-9-]+\.)+[a-z0-9-]+$/.test(domain)) throw new MailError('InvalidParameterValue', `Invalid domain name ${domain}.`);
		account.askToVerify(domain);
		return { VerificationToken: tokenOf(domain) };
	},
	DeleteIdentity: (query, { account }) => {
		account.forget(query.need('Identity'));
		return {};
	},
	GetIdentityVerificationAttributes: (query, parts) => ({
		VerificationAttributes: known(query, parts, (identity, verified) => ({
			VerificationStatus: status(verified),
			...(identity.includes('@') ? {} : { VerificationToken: tokenOf(identity.toLowerCase()) }),
		})),
	}),
	GetIdentityDkimAttributes: (query, parts) => ({
		DkimAttributes: known(query, parts, (identity, verified) => ({
			DkimEnabled: verified,
			DkimVerificationStatus: status(verified),
			DkimTokens: [1, 2, 3].map((n) => tokenOf(`${identity.toLowerCase()}${n}`).slice(0, 32)),
		})),
	}),
	ListConfigurationSets: (_, { account }) => ({ ConfigurationSets: account.configurationSets().map((Name) => ({ Name })) }),
	CreateConfigurationSet: (query, { account }) => {
		account.createSet(query.structure('ConfigurationSet').need('Name'));
		return {};
	},
	CreateConfigurationSetEventDestination: addDestination,
	DescribeConfigurationSet: (query, { account }) => {
		const Name = query.need('ConfigurationSetName');
		account.needSet(Name);
		const asked = query.list('ConfigurationSetAttributeNames').includes('eventDestinations');
		const destinations = account.destinations(Name).map(({ name, topicArn, events, enabled }) => ({
			Name: name,
			Enabled: enabled,
			MatchingEventTypes: events,
			SNSDestination: { TopicARN: topicArn },
		}));
		return { ConfigurationSet: { Name }, ...(asked ? { EventDestinations: destinations } : {}) };
	},
};
