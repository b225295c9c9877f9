/** A ledger that is given up in the middle of its first read, and connected again later. */
import { expect, it } from 'vitest';
import { seeded } from '../../local/scenario/seeded.ts';
import { day } from '../../shared/domain/day.ts';
import { endOf } from '../support/sync/history.ts';
import { quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { World } from '../support/sync/world.ts';
import { xeroSide } from '../support/sync/xero-side.ts';

it.each(['xero', 'quickbooks'] as const)(
	'%s: what is deleted and changed meanwhile is known in the end',
	async (provider) => {
		const world = await World.start(provider === 'xero' ? xeroSide(2, 10) : quickbooksSide(2, 10));
		try {
			await world.connectPatiently();
			// Every page but the last: invoices are copied, and nothing is closed yet.
			for (let step = 0; (await world.connection())?.run?.stage !== 'recount'; step++) {
				const [mail] = world.mail.ready();
				if (!mail || step > 40) throw new Error('the first read does not go on');
				await world.deliver(mail);
			}
			expect(await world.disconnect()).toBe(true);
			world.pass(60 * 60_000);
			const chance = seeded(5);
			for (let done = 0; done < 25; ) if (world.side.edit(chance, day('2026-11-22')) !== null) done += 1;
			world.pass(60 * 60_000);
			await world.connectPatiently();
			expect((await endOf(world)).differences).toEqual([]);
		} finally {
			await world.close();
		}
	},
	120_000,
);
