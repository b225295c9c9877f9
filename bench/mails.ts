/**
 * Reminders a second (docs/adr/0010-mails-a-second.md): the product from what the barrier released to `sent`, against a loop that renders the same letters and sends them. At the rate SES
 * gives a usual account, where the limit is; and as fast as this machine goes, where the table and SES cost a millisecond of the same processor.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { env } from '../shared/wire/env.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import type { Order, Told, Took } from './mails-child.ts';
import { mailSender } from './owing.ts';
import { median, type Report, shown } from './report.ts';

const mails = 300;
const rounds = 4;
/** Ten seconds of SES. */
const usualMails = 140;
const least = 0.7;

type Sender = { readonly ask: (message: Told) => Promise<Took>; readonly end: () => void };

const startSender = async ({ dynamo }: Emulators, table: string, ses: string, count: number, readers: number): Promise<Sender> => {
	const child = fork(new URL('mails-child.ts', import.meta.url), {
		env: {
			PATH: process.env.PATH,
			AWS_REGION: 'eu-west-1',
			AWS_ACCESS_KEY_ID: 'bench',
			AWS_SECRET_ACCESS_KEY: 'bench',
			AWS_ENDPOINT_URL_DYNAMODB: dynamo,
			AWS_ENDPOINT_URL_SES: ses,
			[env.table]: table,
			[env.hub]: 'https://hub.example',
			[env.mail.from]: mailSender.address,
			[env.mail.configurationSet]: mailSender.configurationSet,
			[env.newCompanySending]: 'live',
		},
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the mails ended with ${String(code)}`)));
	ended.catch(() => undefined);
	const say = async (message: Order | Told): Promise<Took> => {
		const answer = once(child, 'message');
		child.send(message);
		const [took] = (await Promise.race([answer, ended])) as [Took];
		return took;
	};
	await say({ table, dynamo, mails: count, readers });
	const ask = async (told: Told): Promise<Took> => {
		const took = await say(told);
		if ((told.do === 'bare' || told.do === 'product') && took.sent !== count) throw new Error(`${told.do}: ${took.sent} of ${count} mails`);
		return took;
	};
	return { ask, end: () => child.disconnect() };
};

/** Two of the product, as the queue runs two functions at a time who share the account's rate; the loop has all of it. */
const atSesRate = async (report: Report, emulators: Emulators): Promise<void> => {
	const { table } = await emulators.store();
	const senders = await Promise.all([1, 2].map(() => startSender(emulators, table, emulators.ses.usual, usualMails / 2, 1)));
	const loop = await startSender(emulators, table, emulators.ses.usual, usualMails, 0);
	await loop.ask({ do: 'prepare', company: 'loop' });
	await Promise.all(senders.map(({ ask }, i) => ask({ do: 'prepare', company: `half${i}` })));
	const began = performance.now();
	await Promise.all(senders.map(({ ask }, i) => ask({ do: 'product', company: `half${i}` })));
	const product = performance.now() - began;
	const sent = (await Promise.all(senders.map(({ ask }, i) => ask({ do: 'check', company: `half${i}` })))).reduce(
		(all, each) => all + each.sent,
		0,
	);
	const { ms: bare } = await loop.ask({ do: 'bare', company: 'loop' });
	for (const { end } of [...senders, loop]) end();
	const rate = (count: number, ms: number): number => (count / ms) * 1000;
	const [theirs, ours] = [rate(usualMails, bare), rate(sent, product)];
	report.say(`SES at 14 a second: bare ${shown(theirs)} mails/s, product ${shown(ours)} mails/s`);
	// Which are planned anew, a minute later.
	if (sent < usualMails) report.say(`${usualMails - sent} of ${usualMails} came in a rush, and SES asked for patience`);
	report.limit(`mails a second at least ${least} of a bare loop, at SES’s usual rate`, ours / theirs >= least, shown(ours / theirs, 2));
};

const ways = ['bare', 'marked', 'product'] as const;
type Way = (typeof ways)[number];
type Cost = { readonly took: Took; readonly emulatorsMs: number };
const nothing: Took = { ms: Number.NaN, cpuMs: Number.NaN, sent: 0 };
const words: Readonly<Record<Way, string>> = { bare: 'bare', marked: 'bare and three states written', product: 'product' };

const unlimited = async (report: Report, emulators: Emulators): Promise<void> => {
	const { table } = await emulators.store();
	const { ask, end } = await startSender(emulators, table, emulators.ses.fast, mails, 2);
	const all: Record<Way, Cost[]> = { bare: [], marked: [], product: [] };
	// The first round is a warm function's past: engines and connections are made in it, and it is not counted.
	for (let round = 0; round <= rounds; round++) {
		const company = `bench${round}`;
		await ask({ do: 'prepare', company });
		for (const way of round % 2 === 0 ? ways.toReversed() : ways) {
			const before = await emulators.cpu();
			const took = await ask({ do: way, company });
			if (round > 0) all[way].push({ took, emulatorsMs: (await emulators.cpu()) - before });
		}
		const { sent } = await ask({ do: 'check', company });
		if (sent !== mails) throw new Error(`${sent} of ${mails} mails are marked as sent`);
	}
	end();
	for (const way of ways) {
		const own = median(all[way].map(({ took }) => took.cpuMs / mails));
		const theirs = median(all[way].map(({ emulatorsMs }) => emulatorsMs / mails));
		const rates = all[way].map(({ took }) => shown((mails / took.ms) * 1000, 0)).join(', ');
		report.say(`${words[way]}: ${rates} mails/s; processor ${shown(own, 2)} ms a mail, emulators ${shown(theirs, 2)} ms`);
	}
	const ratio = (way: Way, of: (cost: Cost) => number): string =>
		shown(median(all.bare.map((bare, i) => of(bare) / of(all[way][i] ?? { took: nothing, emulatorsMs: Number.NaN }))), 2);
	const time = ({ took }: Cost): number => took.ms;
	// The same whatever else the machine does.
	const processor = ({ took, emulatorsMs }: Cost): number => took.cpuMs + emulatorsMs;
	for (const way of ['marked', 'product'] as const)
		report.say(`as fast as this machine goes, ${words[way]}: ${ratio(way, time)} of bare, by processor time ${ratio(way, processor)}`);
};

export const mailsOf = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today: '2026-11-22' }, async (emulators) => {
		await atSesRate(report, emulators);
		await unlimited(report, emulators);
	});
