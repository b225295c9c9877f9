/** `kill -9` of the real `npm start` while mails go out and customers pay. Three times here; `npm run soak` kills ten times. */
import { expect, it } from 'vitest';
import { killedOnTheRoad } from '../support/road/kill.ts';

it('a killed npm start mails, captures and books nothing twice, and loses nothing', async () => {
	const { kills, mails, unknown, payments, bookings, differences } = await killedOnTheRoad({ seed: 5, kills: 3, size: 6 });
	console.log(
		`${kills} kill -9: ${mails} mails, ${unknown} unknown, ${payments} payments, ${bookings} bookings, ${differences.length} differences`,
	);
	expect(differences).toEqual([]);
	expect(mails).toBeGreaterThan(0);
	expect(payments).toBeGreaterThan(0);
}, 600_000);
