/** Reminders a second: the product from what the barrier released to `sent`, against a loop that renders the same letters and sends them. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { env } from '../shared/wire/env.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import type { Order, Told, Took } from './mails-child.ts';
import { mailSender } from './owing.ts';
import { median, type Report, shown } from './report.ts';

const mails = 400;
const rounds = 5;
const least = 0.7;

const environment = ({ dynamo, ses }: Emulators, table: string): NodeJS.ProcessEnv => ({
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
});

type Both = { readonly took: Took; readonly emulatorsMs: number };

const measure = async (report: Report, emulators: Emulators): Promise<void> => {
	const { table } = await emulators.store();
	const child = fork(new URL('mails-child.ts', import.meta.url), {
		env: environment(emulators, table),
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the mails ended with ${String(code)}`)));
	ended.catch(() => undefined);
	const ask = async (message: Order | Told): Promise<Took> => {
		const answer = once(child, 'message');
		child.send(message);
		const [took] = (await Promise.race([answer, ended])) as [Took];
		return took;
	};
	const costOf = async (told: Told): Promise<Both> => {
		const before = await emulators.cpu();
		const took = await ask(told);
		if (took.sent !== mails) throw new Error(`${told.do}: ${took.sent} of ${mails} mails`);
		return { took, emulatorsMs: (await emulators.cpu()) - before };
	};
	await ask({ table, dynamo: emulators.dynamo, mails });

	const all: Record<'bare' | 'product', Both[]> = { bare: [], product: [] };
	// The first round is a warm function's past: engines and connections are made in it, and it is not counted.
	for (let round = 0; round <= rounds; round++) {
		const company = `bench${round}`;
		await ask({ do: 'prepare', company });
		for (const how of round % 2 === 0 ? (['product', 'bare'] as const) : (['bare', 'product'] as const)) {
			const cost = await costOf({ do: how, company });
			if (round > 0) all[how].push(cost);
		}
		const { sent } = await ask({ do: 'check', company });
		if (sent !== mails) throw new Error(`${sent} of ${mails} mails are marked as sent`);
	}
	child.disconnect();

	const perSecond = (how: 'bare' | 'product'): number[] => all[how].map(({ took }) => (mails / took.ms) * 1000);
	for (const how of ['bare', 'product'] as const) {
		const own = median(all[how].map(({ took }) => took.cpuMs / mails));
		const theirs = median(all[how].map(({ emulatorsMs }) => emulatorsMs / mails));
		const rates = perSecond(how).map((rate) => shown(rate, 0));
		report.say(`${how}: ${rates.join(', ')} mails/s; processor ${shown(own, 2)} ms a mail, emulators ${shown(theirs, 2)} ms`);
	}
	const bare = perSecond('bare');
	const ratio = median(perSecond('product').map((rate, i) => rate / (bare[i] ?? Number.NaN)));
	report.limit(`mails a second at least ${least} of a bare loop`, ratio >= least, shown(ratio, 2));
};

export const mailsOf = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today: '2026-11-22' }, (emulators) => measure(report, emulators));
