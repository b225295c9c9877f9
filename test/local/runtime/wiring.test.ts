import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AssemblyError, readAssembly } from '../../../local/runtime/assembly.ts';
import { naming } from '../../../local/runtime/names.ts';
import { cronPattern, rateMs } from '../../../local/runtime/schedules.ts';
import { resolver } from '../../../local/runtime/template.ts';
import { readWiring, type Wiring } from '../../../local/runtime/wiring.ts';
import { type Fixture, writeFixture } from './fixture.ts';

const names = naming({ queuesUrl: 'http://127.0.0.1:4105', hub: 'http://127.0.0.1:4100' });
const wiringOf = (fixture: Fixture, environment = {}): Wiring => readWiring(readAssembly(writeFixture(fixture)), names, environment);

const table = {
	Type: 'AWS::DynamoDB::GlobalTable',
	Properties: {
		AttributeDefinitions: [{ AttributeName: 'p', AttributeType: 'S' }],
		KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
		TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
	},
};

it('follows names over stacks and functions of the template', () => {
	const { functions, tables, queues, mappings, schedules } = wiringOf(
		{
			functions: {
				'sync/pull.queue': {
					code: 'exports.handler = async () => {}',
					environment: {
						TABLE_NAME: { 'Fn::ImportValue': 'State:Table' },
						QUEUE_URL: { Ref: 'Pulls' },
						QUEUE_NAME: { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Pulls', 'Arn'] }] }] },
						// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
						WHERE: { 'Fn::Sub': ['${AWS::Region}/${Pulls.QueueName}/${word}/${!literal}', { word: 'x' }] },
						HUB_ORIGIN: 'https://hub.example.com',
					},
				},
			},
			resources: {
				Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
				Pulls: {
					Type: 'AWS::SQS::Queue',
					Properties: {
						FifoQueue: true,
						VisibilityTimeout: 180,
						RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
					},
				},
				Mapping: {
					Type: 'AWS::Lambda::EventSourceMapping',
					Properties: {
						EventSourceArn: { 'Fn::GetAtt': ['Pulls', 'Arn'] },
						FunctionName: { Ref: 'syncPullQueue' },
						BatchSize: 1,
						ScalingConfig: { MaximumConcurrency: 20 },
						FunctionResponseTypes: ['ReportBatchItemFailures'],
					},
				},
				Tick: {
					Type: 'AWS::Scheduler::Schedule',
					Properties: {
						ScheduleExpression: 'rate(1 minute)',
						Target: { Arn: { 'Fn::GetAtt': ['syncPullQueue', 'Arn'] }, Input: '{"a":1}' },
					},
				},
			},
			state: {
				resources: { Table: table },
				outputs: { Out: { Value: { Ref: 'Table' }, Export: { Name: { 'Fn::Join': ['', ['State', ':Table']] } } } },
			},
		},
		{ HUB_ORIGIN: 'http://127.0.0.1:4100', SECRET: 'never added' },
	);
	expect(functions[0]?.environment).toEqual({
		TABLE_NAME: 'Table',
		QUEUE_URL: 'http://127.0.0.1:4105/000000000000/Pulls.fifo',
		QUEUE_NAME: 'Pulls.fifo',
		// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
		WHERE: 'eu-west-1/Pulls.fifo/x/${literal}',
		HUB_ORIGIN: 'http://127.0.0.1:4100',
	});
	expect(tables).toMatchObject([{ name: 'Table', ttl: 'ttl', indexes: [] }]);
	expect(queues.find((each) => each.name === 'Pulls.fifo')).toMatchObject({
		deadLetters: 'Dead.fifo',
		attributes: {
			VisibilityTimeout: '180',
			RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:Dead.fifo","maxReceiveCount":3}',
		},
	});
	expect(mappings).toEqual([{ entry: 'sync/pull.queue', queue: 'Pulls.fifo', batchSize: 1, windowMs: 0, concurrency: 20, partial: true }]);
	expect(schedules).toMatchObject([{ id: 'Tick', input: '{"a":1}', target: { entry: 'sync/pull.queue' } }]);
});

it('refuses in words what it does not know', () => {
	const code = 'exports.handler = async () => {}';
	expect(() => wiringOf({ functions: { 'a/b.http': { code, environment: { A: { 'Fn::Cidr': ['10.0.0.0/8', 1] } } } } })).toThrow(
		/Fn::Cidr/,
	);
	expect(() => wiringOf({ functions: { 'a/b.http': { code, environment: { A: { Ref: 'Nothing' } } } } })).toThrow(/Nothing/);
	expect(() => wiringOf({ functions: { 'a/b.http': { code, environment: { A: { 'Fn::ImportValue': 'X' } } } } })).toThrow(/exports X/);
	expect(() => wiringOf({ functions: { 'a/b.http': { code, properties: { Timeout: 'soon' } } } })).toThrow(/aBHttp.*Timeout/s);
	expect(() => readAssembly('/nowhere')).toThrow(AssemblyError);
	expect(() => cronPattern('cron(1 2 3)')).toThrow(/six fields/);
});

it('resolving a value without functions gives the same value', () => {
	const assembly = readAssembly(writeFixture({ functions: {} }));
	const plain = fc.jsonValue().filter((value) => !/"(Ref|Fn::)/.test(JSON.stringify(value)));
	fc.assert(
		fc.property(plain, (value) => {
			expect(resolver(assembly, names).value('Hub', value)).toEqual(value);
		}),
	);
});

it("reads Scheduler's expressions", () => {
	expect(rateMs('rate(1 minute)')).toBe(60_000);
	expect(rateMs('rate(2 hours)')).toBe(7_200_000);
	expect(rateMs('cron(0 1 * * ? *)')).toBeNull();
	expect(cronPattern('cron(15 2 * * ? *)')).toBe('0 15 2 * * * *');
	expect(cronPattern('cron(0 9 ? * 2-6 2027)')).toBe('0 0 9 * * 1-5 2027');
	expect(cronPattern('cron(0/15 9 ? * MON#1 *)')).toBe('0 0/15 9 * * MON#1 *');
	expect(cronPattern('cron(0 9 ? * 3#2 *)')).toBe('0 0 9 * * 2#2 *');
});
