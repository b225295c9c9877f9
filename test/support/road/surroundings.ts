/** What stands around the road besides the sync journey's world: the hub's own address, SES with its inbox, Stripe, and S3. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type LocalMail, startMail } from '../../../local/aws/mail/index.ts';
import { type LocalQueues, startQueues } from '../../../local/aws/queues/index.ts';
import type { Gateway } from '../../../local/runtime/http.ts';
import { type StripeSandbox, startStripeSandbox } from '../../../local/sandbox/stripe/index.ts';
import { entries } from '../../../scripts/bundle.ts';
import { instantOfMs } from '../../../shared/domain/day.ts';
import { env } from '../../../shared/wire/env.ts';
import type { Start } from '../sync/ledger.ts';
import { clientOf, type Surroundings, surround } from '../sync/surroundings.ts';
import type { RoadSide } from './ledger.ts';

export type RoadAround = Surroundings<RoadSide> & {
	readonly ses: LocalMail;
	readonly stripe: StripeSandbox;
	readonly origin: string;
};

const root = join(import.meta.dirname, '..', '..', '..');

export type Wired = {
	/** `GET /pay` → the entry that answers it. As written in the entries; test/infra holds them against the template. */
	readonly routes: readonly { readonly key: string; readonly entry: string }[];
	readonly schedules: readonly string[];
};
let wired: Promise<Wired> | null = null;
export const wiredApp = (): Promise<Wired> => {
	wired ??= entries().then((all) => ({
		routes: all
			.filter((entry) => entry.endsWith('.http.ts'))
			.flatMap((entry) =>
				(readFileSync(join(root, 'functions', entry), 'utf8').match(/(?<=')(?:ANY|DELETE|GET|PATCH|POST|PUT) \/[^']*(?=')/g) ?? []).map(
					(key) => ({ key, entry: entry.replace(/\.ts$/, '') }),
				),
			),
		schedules: all.filter((entry) => entry.endsWith('.schedule.ts')).map((entry) => entry.replace(/\.ts$/, '')),
	}));
	return wired;
};

let files: Promise<LocalQueues> | null = null;
/** S3, in a process of its own that all worlds of this one share; it ends with this process. Each world has its own bucket. */
const bucketFor = async (name: string): Promise<string> => {
	files ??= startQueues({ port: 0, dir: null });
	const { url } = await files;
	const client = new S3Client({ ...clientOf(url), forcePathStyle: true });
	await client.send(new CreateBucketCommand({ Bucket: name }));
	client.destroy();
	return url;
};
/** Ends what worlds share; for the end of a test file. */
export const closeShared = async (): Promise<void> => {
	const running = files;
	files = null;
	await (await running)?.close();
};

const mailDomain = 'cobro.example';
const topic = 'arn:aws:sns:eu-west-1:000000000000:mail-events';
const kinds = ['send', 'reject', 'delivery', 'deliveryDelay', 'bounce', 'complaint'];

export const surroundRoad = async (startSide: Start<RoadSide>, nowMs: () => number, hub: Gateway): Promise<RoadAround> => {
	const around = await surround(startSide, nowMs, hub);
	const stripe = await startStripeSandbox({
		port: 0,
		dir: null,
		...around.secrets.stripe,
		webhookUrl: `${hub.origin}/webhooks/stripe`,
		now: () => instantOfMs(nowMs()),
		limits: false,
	});
	const ses = await startMail({
		port: 0,
		dir: null,
		now: nowMs,
		limits: null,
		wiring: {
			configurationSets: [{ name: 'cobro', topicArn: topic, events: kinds }],
			// Raw, as lib subscribes the queue.
			publish: async (_, message) => around.mail.put('mailEvents', message),
			identities: [mailDomain],
		},
	});
	const bucket = `exports-${crypto.randomUUID()}`;
	const s3 = await bucketFor(bucket);
	Object.assign(process.env, {
		AWS_ENDPOINT_URL_SES: ses.url,
		AWS_ENDPOINT_URL_S3: s3,
		[env.stripe.api]: stripe.url,
		[env.mail.from]: `invoices@${mailDomain}`,
		[env.mail.configurationSet]: 'cobro',
		[env.exportsBucket]: bucket,
		[env.live]: 'mail,book',
	});
	return {
		...around,
		ses,
		stripe,
		origin: hub.origin,
		close: async () => {
			await Promise.all([around.close(), stripe.close(), ses.close(), hub.close()]);
		},
	};
};
