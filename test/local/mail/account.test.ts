import {
	CreateConfigurationSetCommand,
	CreateConfigurationSetEventDestinationCommand,
	DeleteIdentityCommand,
	DescribeConfigurationSetCommand,
	GetAccountSendingEnabledCommand,
	GetIdentityDkimAttributesCommand,
	GetIdentityVerificationAttributesCommand,
	GetSendStatisticsCommand,
	ListConfigurationSetsCommand,
	ListIdentitiesCommand,
	UpdateAccountSendingEnabledCommand,
	VerifyDomainIdentityCommand,
	VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import { afterEach, expect, it } from 'vitest';
import { openPost, type Post, quotaOf, topicArn } from './post.ts';

let post: Post;
afterEach(() => post.close());

it('has identities that are pending until confirmed; a verified domain speaks for its subdomains', async () => {
	post = await openPost();
	const { ses, mail } = post;
	await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'me@firm.example' }));
	const { VerificationToken } = await ses.send(new VerifyDomainIdentityCommand({ Domain: 'Other.Example' }));
	expect(VerificationToken).toHaveLength(43);
	const asked = new GetIdentityVerificationAttributesCommand({
		Identities: ['me@firm.example', 'other.example', 'cobro.example', 'x.example'],
	});
	expect((await ses.send(asked)).VerificationAttributes).toEqual({
		'me@firm.example': { VerificationStatus: 'Pending' },
		'other.example': { VerificationStatus: 'Pending', VerificationToken },
		'cobro.example': { VerificationStatus: 'Success', VerificationToken: expect.any(String) },
	});
	mail.verify('me@firm.example');
	expect((await ses.send(asked)).VerificationAttributes?.['me@firm.example']).toEqual({ VerificationStatus: 'Success' });
	expect((await ses.send(new ListIdentitiesCommand({}))).Identities).toEqual(['cobro.example', 'me@firm.example', 'other.example']);
	expect((await ses.send(new ListIdentitiesCommand({ IdentityType: 'Domain' }))).Identities).toEqual(['cobro.example', 'other.example']);
	const { DkimAttributes } = await ses.send(new GetIdentityDkimAttributesCommand({ Identities: ['cobro.example'] }));
	expect(DkimAttributes?.['cobro.example']).toMatchObject({ DkimEnabled: true, DkimVerificationStatus: 'Success' });
	await ses.send(new DeleteIdentityCommand({ Identity: 'cobro.example' }));
	await expect(post.send('a@x.example')).rejects.toMatchObject({ name: 'MessageRejected' });
});

it('has configuration sets, given and made; events go to the topics that ask for their kind', async () => {
	post = await openPost();
	const { ses } = post;
	await ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: 'made' } }));
	const EventDestination = {
		Name: 'bad-news',
		Enabled: true,
		MatchingEventTypes: ['bounce' as const],
		SNSDestination: { TopicARN: topicArn },
	};
	const create = new CreateConfigurationSetEventDestinationCommand({ ConfigurationSetName: 'made', EventDestination });
	await ses.send(create);
	await expect(ses.send(create)).rejects.toMatchObject({ name: 'EventDestinationAlreadyExistsException' });
	await expect(ses.send(new CreateConfigurationSetCommand({ ConfigurationSet: { Name: 'reminders' } }))).rejects.toMatchObject({
		name: 'ConfigurationSetAlreadyExistsException',
	});
	const none = new DescribeConfigurationSetCommand({ ConfigurationSetName: 'none' });
	await expect(ses.send(none)).rejects.toMatchObject({ name: 'ConfigurationSetDoesNotExistException' });
	const describe = new DescribeConfigurationSetCommand({
		ConfigurationSetName: 'made',
		ConfigurationSetAttributeNames: ['eventDestinations'],
	});
	expect((await ses.send(describe)).EventDestinations).toEqual([EventDestination]);
	expect((await ses.send(new ListConfigurationSetsCommand({}))).ConfigurationSets).toEqual([{ Name: 'made' }, { Name: 'reminders' }]);
});

it('pauses the account', async () => {
	post = await openPost();
	await post.ses.send(new UpdateAccountSendingEnabledCommand({ Enabled: false }));
	expect((await post.ses.send(new GetAccountSendingEnabledCommand({}))).Enabled).toBe(false);
	await expect(post.send('a@x.example')).rejects.toMatchObject({ name: 'AccountSendingPausedException' });
	await post.ses.send(new UpdateAccountSendingEnabledCommand({ Enabled: true }));
	await post.send('a@x.example');
});

it('keeps the sending rate and the daily quota, counting recipients', async () => {
	post = await openPost({ limits: { perSecond: 2, perDay: 8, otherCallsPerSecond: 1000 } });
	const { clock, ses } = post;
	const rate = { name: 'Throttling', message: 'Maximum sending rate exceeded.', $metadata: { httpStatusCode: 400 } };
	await post.send(['a@x.example', 'b@x.example']);
	await expect(post.send('c@x.example')).rejects.toMatchObject(rate);
	clock.now += 500;
	await post.send('c@x.example');
	clock.now += 1000;
	// Three at once are more than a second's worth: they go through a full second and leave a debt.
	await post.send(['d@x.example', 'e@x.example', 'f@x.example']);
	clock.now += 1000;
	await expect(post.send(['g@x.example', 'h@x.example'])).rejects.toMatchObject(rate);
	clock.now += 60_000;
	expect(await quotaOf(ses)).toMatchObject({ Max24HourSend: 8, MaxSendRate: 2, SentLast24Hours: 6 });
	await expect(post.send(['g@x.example', 'h@x.example', 'i@x.example'])).rejects.toMatchObject({
		name: 'Throttling',
		message: 'Daily message quota exceeded.',
	});
	await post.send(['g@x.example', 'h@x.example']);
	clock.now += 86_400_000;
	expect((await quotaOf(ses)).SentLast24Hours).toBe(0);
	await post.send('i@x.example');
});

it('lets one call a second through that sends nothing, and has no limit when told so', async () => {
	post = await openPost({ limits: { perSecond: 14, perDay: 100, otherCallsPerSecond: 1 } });
	await quotaOf(post.ses);
	await expect(quotaOf(post.ses)).rejects.toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
	await post.send('a@x.example');
	post.clock.now += 1000;
	await quotaOf(post.ses);
	await post.close();
	post = await openPost();
	for (let i = 0; i < 20; i++) expect((await quotaOf(post.ses)).Max24HourSend).toBe(-1);
});

it('counts what was sent in points of a quarter of an hour', async () => {
	post = await openPost();
	await post.send(['a@x.example', 'bounce@simulator.amazonses.com']);
	await post.send('complaint@simulator.amazonses.com');
	const { SendDataPoints } = await post.ses.send(new GetSendStatisticsCommand({}));
	expect(SendDataPoints).toEqual([
		{ Timestamp: new Date('2026-03-02T10:00:00Z'), DeliveryAttempts: 2, Bounces: 1, Complaints: 1, Rejects: 0 },
	]);
});
