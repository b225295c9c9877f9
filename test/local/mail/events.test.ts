import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMail } from '../../../local/aws/mail/index.ts';
import { snsPublisher } from '../../../local/aws/mail/publisher.ts';
import { startQueues } from '../../../local/aws/queues/index.ts';
import { allEvents, clientOf, openPost, type Post, type Published, sender, start } from './post.ts';

describe('what becomes of a mail', () => {
	let post: Post;
	beforeEach(async () => {
		post = await openPost();
	});
	afterEach(() => post.close());
	const stateOf = (id: string) => post.mail.mails().find((mail) => mail.id === id)?.state;
	const eventOf = (id: string, type: string): Published | undefined =>
		post.published.find((each) => each.mail.messageId === id && each.eventType === type);

	it.each<[string, string[], string]>([
		['success@simulator.amazonses.com', ['Send', 'Delivery'], 'delivered'],
		['success+r-17@simulator.amazonses.com', ['Send', 'Delivery'], 'delivered'],
		['bounce@simulator.amazonses.com', ['Send', 'Bounce'], 'bounced'],
		['Bounce+x@Simulator.AmazonSES.com', ['Send', 'Bounce'], 'bounced'],
		['ooto@simulator.amazonses.com', ['Send', 'Delivery', 'Bounce'], 'delivered'],
		['complaint+1@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint'], 'complained'],
		['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce'], 'bounced'],
		['anna@customer.example', ['Send', 'Delivery'], 'delivered'],
	])('%s', async (address, types, state) => {
		const id = await post.send(address);
		await post.mail.eventsIdle();
		expect(post.typesOf(id)).toEqual(types);
		expect(stateOf(id)).toBe(state);
		// The simulator's addresses never come on the list.
		expect(post.mail.suppression.list()).toEqual([]);
	});

	it('tells the mail with every event', async () => {
		const id = await post.send('bounce@simulator.amazonses.com', 'Счёт ждёт');
		await post.mail.eventsIdle();
		expect(eventOf(id, 'Send')).toMatchObject({
			send: {},
			mail: {
				timestamp: '2026-03-02T10:00:00.000Z',
				source: sender,
				messageId: id,
				destination: ['bounce@simulator.amazonses.com'],
				headersTruncated: false,
				headers: expect.arrayContaining([{ name: 'From', value: sender }]),
				commonHeaders: { from: [sender], to: ['bounce@simulator.amazonses.com'], messageId: id, subject: 'Счёт ждёт' },
				tags: { 'ses:configuration-set': ['reminders'], 'ses:from-domain': ['cobro.example'] },
			},
		});
		expect(eventOf(id, 'Bounce')).toMatchObject({
			bounce: {
				bounceType: 'Permanent',
				bounceSubType: 'General',
				bouncedRecipients: [{ emailAddress: 'bounce@simulator.amazonses.com', action: 'failed', status: '5.1.1' }],
			},
		});
	});

	it('suppresses who bounced or complained: the next mail is taken, told as sent, and bounces', async () => {
		const first = await post.send('anna@customer.example');
		expect(post.mail.happen(first, 'Complaint')).toBe(true);
		expect(post.mail.suppression.list()).toEqual([{ address: 'anna@customer.example', reason: 'COMPLAINT', at: start }]);
		const second = await post.send(['Anna@customer.example', 'boris@customer.example']);
		await post.mail.eventsIdle();
		expect(post.typesOf(second)).toEqual(['Send', 'Delivery', 'Bounce']);
		expect(eventOf(second, 'Delivery')).toMatchObject({ delivery: { recipients: ['boris@customer.example'] } });
		expect(eventOf(second, 'Bounce')).toMatchObject({
			bounce: {
				bounceType: 'Permanent',
				bounceSubType: 'OnAccountSuppressionList',
				bouncedRecipients: [{ emailAddress: 'Anna@customer.example' }],
			},
		});
		post.mail.suppression.clear();
		const third = await post.send('anna@customer.example');
		await post.mail.eventsIdle();
		expect(post.typesOf(third)).toEqual(['Send', 'Delivery']);
	});

	it('tells opens and clicks that a test or a person makes happen, and nothing of a mail it does not know', async () => {
		const id = await post.send('anna@customer.example');
		post.mail.happen(id, 'Open');
		post.mail.happen(id, 'Click', { link: 'http://127.0.0.1:1/pay/x' });
		expect(post.mail.happen('nobody', 'Open')).toBe(false);
		await post.mail.eventsIdle();
		expect(post.typesOf(id)).toEqual(['Send', 'Delivery', 'Open', 'Click']);
		expect(eventOf(id, 'Click')).toMatchObject({ click: { link: 'http://127.0.0.1:1/pay/x' } });
	});

	it('rejects a virus after taking it', async () => {
		const Data = Buffer.from(
			`From: ${sender}\r\nTo: a@x.example\r\n\r\nX5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`,
		);
		const { MessageId = '' } = await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data }, ConfigurationSetName: 'reminders' }));
		await post.mail.eventsIdle();
		expect(post.typesOf(MessageId)).toEqual(['Reject']);
		expect(stateOf(MessageId)).toBe('rejected');
	});

	it('publishes nothing without a configuration set, and shows it in the inbox all the same', async () => {
		const Data = Buffer.from(`From: ${sender}\r\nTo: a@x.example\r\n\r\nb`);
		const { MessageId = '' } = await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data } }));
		await post.mail.eventsIdle();
		expect(post.published).toEqual([]);
		expect((await post.mail.read(MessageId))?.events.map(({ kind, topicArn }) => [kind, topicArn])).toEqual([
			['Send', null],
			['Delivery', null],
		]);
	});
});

it('tries again, in order, until the topic takes an event; another topic does not wait for it', async () => {
	const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);
	const taken: string[] = [];
	let down = true;
	const set = (name: string) => ({ name, topicArn: `arn:aws:sns:us-east-1:000000000000:${name}`, events: allEvents });
	const post = await openPost({
		wiring: {
			identities: ['cobro.example'],
			configurationSets: [set('reminders'), set('receipts')],
			publish: (arn, message) => {
				if (down && arn.endsWith('reminders')) return Promise.reject(new Error('SNS is down'));
				taken.push(`${arn.split(':').at(-1) ?? ''} ${(JSON.parse(message) as Published).eventType}`);
				return Promise.resolve();
			},
		},
	});
	await post.send('a@x.example');
	const Data = Buffer.from(`From: ${sender}\r\nTo: a@x.example\r\n\r\nb`);
	await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data }, ConfigurationSetName: 'receipts' }));
	await expect.poll(() => taken).toEqual(['receipts Send', 'receipts Delivery']);
	down = false;
	await post.mail.eventsIdle();
	expect(taken.slice(2)).toEqual(['reminders Send', 'reminders Delivery']);
	expect(complain).toHaveBeenCalledTimes(1);
	complain.mockRestore();
	await post.close();
});

it('reaches a queue through the SNS and SQS of the local stack', { timeout: 20_000 }, async () => {
	const queues = await startQueues({ port: 0, dir: null });
	const local = { endpoint: queues.url, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
	const [sns, sqs] = [new SNSClient(local), new SQSClient(local)];
	await sqs.send(new CreateQueueCommand({ QueueName: 'mail-events' }));
	const QueueUrl = queues.queueUrl('mail-events');
	const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
	const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'mail-events' }));
	await sns.send(
		new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn, Attributes: { RawMessageDelivery: 'true' } }),
	);
	const publish = snsPublisher(queues.url);
	const mail = await startMail({ port: 0, dir: null, now: () => start, limits: null });
	mail.open({
		publish,
		identities: [sender],
		configurationSets: [{ name: 'reminders', topicArn: TopicArn, events: ['SEND', 'DELIVERY'] }],
	});
	const ses = clientOf(mail.url);
	const Data = Buffer.from(`From: ${sender}\r\nTo: a@x.example\r\nSubject: =?utf-8?B?0KHRh9GR0YI=?=\r\n\r\nb`);
	const { MessageId } = await ses.send(
		new SendRawEmailCommand({ RawMessage: { Data }, ConfigurationSetName: 'reminders', Tags: [{ Name: 'reminder', Value: 'r-1' }] }),
	);
	await mail.eventsIdle();
	const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }));
	const bodies = Messages.map(({ Body = '' }) => JSON.parse(Body) as Published);
	expect(bodies.map(({ eventType }) => eventType).sort()).toEqual(['Delivery', 'Send']);
	for (const { mail: about } of bodies)
		expect(about).toMatchObject({ messageId: MessageId, tags: { reminder: ['r-1'] }, commonHeaders: { subject: 'Счёт' } });
	await mail.close();
	for (const client of [ses, sns, sqs]) client.destroy();
	publish.close();
	await queues.close();
});
