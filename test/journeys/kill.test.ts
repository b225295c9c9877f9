/** `kill -9` of the real `npm start`. Once here; `npm run soak` kills ten times. */
import { expect, it } from 'vitest';
import { killed } from '../support/sync/kill.ts';

it('a killed npm start goes on where it was, and its copy is what the sandboxes’ files hold', async () => {
	const { kills, whileReading, edits, documents, differences } = await killed({ seed: 7, kills: 1, size: 300 });
	console.log(
		`${kills} kill -9, ${whileReading} while reading, ${edits} edits in the dark, ${documents} documents compared, ${differences.length} differences`,
	);
	expect(differences).toEqual([]);
}, 600_000);
