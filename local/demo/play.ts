/** The whole road as a story with figures, each read twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dayIn, instantOfMs } from '../../shared/domain/day.ts';
import type { Scenario } from '../../shared/wire/scenario.ts';
import { signedIn } from '../../test/support/signed-in.ts';
import { realNow } from '../clock.ts';
import { startStack } from '../stack.ts';
import { Hub } from './hub.ts';
import { ownBooks } from './own/books.ts';
import { payersAmong } from './payers.ts';
import type { Scene } from './scene.ts';
import { aging } from './stations/aging.ts';
import { exported } from './stations/exported.ts';
import { later } from './stations/later.ts';
import { mailsOf } from './stations/mails.ts';
import { customersPay } from './stations/paying.ts';
import { payments, wentDown } from './stations/payments.ts';
import { pulled } from './stations/pulled.ts';
import { Twice } from './twice.ts';

export type DemoOptions = {
	readonly scenario: Scenario;
	/** How far the clock is moved after the payments; 0: the story ends on its first day. A debit settles after four. */
	readonly days: number;
	readonly say: (line: string) => void;
	/** Where the sandboxes keep their stores; a folder of its own that is removed afterwards when left out. */
	readonly dir?: string;
};
export type Played = {
	readonly figures: number;
	/** A sentence each. */
	readonly differences: readonly string[];
	/** 1 on any difference. */
	readonly exitCode: 0 | 1;
};

/** Whatever was put off for a minute, or whose message came too early, is done by the sweeps of the next ones. */
const restMs = 2 * 60_000;

const road = async (options: DemoOptions, dir: string, twice: Twice): Promise<void> => {
	const { scenario, days, say } = options;
	// At noon, so that no midnight comes between two figures.
	const noon = dayIn('UTC', instantOfMs(realNow()));
	const stack = await startStack({ dir, scenario, today: noon, schedules: false, onBuild: () => say('The app is being built …') });
	try {
		let chapter = 0;
		const begin = (title: string): void => {
			chapter += 1;
			say(`\n${chapter}. ${title}`);
		};
		const { visitor, page } = await signedIn(stack);
		const rest = async (): Promise<void> => {
			await stack.idle({ timeoutMs: 300_000 });
			await stack.time.move(restMs);
		};
		const scene: Scene = { stack, hub: new Hub(stack.hubOrigin, visitor), own: ownBooks(dir), twice, say, rest };
		const today = scene.own.day(Date.parse(stack.now()));
		begin('Ana signs in and connects Xero and QuickBooks. Everything is read.');
		await pulled(scene, visitor, page);
		begin('What customers owe, by age');
		const before = await aging(scene);
		begin(`The reminders of ${today}, as they arrived`);
		const sent = await mailsOf(today, scene);
		begin('Three customers open the link in their mail and pay');
		const payers = payersAmong(sent, scene.own);
		await customersPay(payers, scene);
		const paid = await payments(scene);
		begin('What customers owe now');
		wentDown(before, await aging(scene), paid, scene);
		if (days > 0) {
			begin(`${days} days go by, which takes a minute or two`);
			await later(days, payers, scene);
			const paidInAll = await payments(scene);
			begin('What customers owe then');
			wentDown(before, await aging(scene), paidInAll, scene);
		}
		begin('What a factor would fund, exported');
		await exported(`demo-${today}`, scene);
		const { letters } = await visitor.json<{ readonly letters: readonly { readonly station: string; readonly reason: string }[] }>(
			`${stack.hubOrigin}/dead-letters`,
		);
		for (const { station, reason } of letters) twice.must(`a message of ${station} was given up: ${reason}`, false);
	} finally {
		await stack.close();
	}
};

/** Plays it and says it line by line. Throws when the story cannot go on. */
export const playDemo = async (options: DemoOptions): Promise<Played> => {
	const began = performance.now();
	const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'cobro-demo-'));
	const remove = (): void => {
		if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
	};
	const twice = new Twice();
	process.once('exit', remove);
	try {
		await road(options, dir, twice);
	} finally {
		remove();
		process.off('exit', remove);
	}
	const { figures, checks, differences } = twice;
	options.say(`\n${figures} figures read twice, from the hub's API and from the sandboxes' own stores, and ${checks} other checks.`);
	options.say(differences.length === 0 ? 'Nothing differs.' : `${differences.length} differ:`);
	for (const difference of differences) options.say(`  ✗ ${difference}`);
	options.say(`It took ${Math.round((performance.now() - began) / 1000)} s.`);
	return { figures, differences, exitCode: differences.length === 0 ? 0 : 1 };
};
