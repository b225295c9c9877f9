/** What was answered survives kill -9: objects, idempotency keys, events on their way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aSession, press, sdkFor, secretKey, secrets, startHub, startRig } from './rig.ts';

let dir: string;
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const index = resolve(import.meta.dirname, '../../../local/sandbox/stripe/index.ts');
/** A sandbox in a process of its own, which says its port. */
const program = `import { startStripeSandbox } from ${JSON.stringify(index)};
const sandbox = await startStripeSandbox({ port: 0, dir: process.argv[1], secretKey: '${secretKey}', webhookSecret: '${secrets.platform}', webhookUrl: null,
	now: () => '2026-11-22T12:00:00.000Z', limits: false });
console.log(sandbox.port);`;

it('goes on where it was killed', async () => {
	const child = spawn(process.execPath, ['--input-type=module', '--eval', program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
	const [said] = (await once(child.stdout, 'data')) as [Buffer];
	const port = Number(said.toString());
	const stripe = sdkFor(port);
	const key = { idempotencyKey: 'checkout-1' };
	const paid = await aSession(stripe, {}, key);
	const open = await aSession(stripe);
	expect((await press(paid.url ?? '')).status).toBe(303);
	child.kill('SIGKILL');
	await once(child, 'exit');

	const hub = await startHub();
	const rig = await startRig({ dir, webhookUrl: hub.url });
	try {
		expect(rig.sandbox.store.payments()).toMatchObject([{ captured: 12_500, session: paid.id }]);
		const again = await aSession(rig.stripe, {}, key);
		expect([again.id, again.lastResponse.headers['idempotent-replayed']]).toEqual([paid.id, 'true']);
		expect(await rig.stripe.checkout.sessions.retrieve(open.id)).toMatchObject({ status: 'open' });
		await rig.sandbox.webhooksIdle();
		expect(hub.types()).toContain('checkout.session.completed');
	} finally {
		await rig.close();
		await hub.close();
	}
});
