/** The other side of emulators.ts. Ends with its parent. */
import { startDynamo } from '../local/aws/dynamo/index.ts';
import { startXeroSandbox } from '../local/sandbox/xero/index.ts';
import { day, instantOfMs } from '../shared/domain/day.ts';
import type { Order, Started } from './emulators.ts';

process.once('disconnect', () => process.exit(0));
const start = async ({ organisation, today }: Order): Promise<void> => {
	const dynamo = await startDynamo({ port: 0, dir: null });
	let started: Started = { dynamo: dynamo.url, xero: '', token: '' };
	if (organisation) {
		const xero = await startXeroSandbox({
			port: 0,
			dir: null,
			clientId: 'bench',
			clientSecret: 'bench',
			webhookKey: 'bench',
			webhookUrl: null,
			now: () => instantOfMs(Date.now()),
			limits: false,
		});
		xero.load(organisation, day(today));
		started = { ...started, xero: xero.origin, token: xero.consent([organisation.id]).access_token };
	}
	process.send?.(started);
};
process.once('message', (order: Order) => void start(order));
