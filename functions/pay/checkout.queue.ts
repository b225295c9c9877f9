import { clock } from '../../shared/runtime/clock.ts';
import { collecting } from '../../shared/runtime/collecting.ts';
import { arrangements, books, companies, connections, payments } from '../../shared/runtime/data.ts';
import { log } from '../../shared/runtime/log.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { hearEvent } from './hear-event.ts';
import type { PayPorts } from './ports.ts';
import { tendCheckout } from './tend-checkout.ts';
import { tendLinks } from './tend-links.ts';

const ports = (): PayPorts => ({
	payments: payments(),
	collecting: collecting(),
	arrangements: arrangements(),
	books: books(),
	companies: companies(),
	connections: connections(),
	queues: queues(),
	clock,
});

export const handler = onQueue({
	'pay.event': async (message) => log.info('PAY_EVENT_HEARD', { code: await hearEvent(message, ports()) }),
	'pay.tend': async (message) => log.info('CHECKOUT_TENDED', { company: message.company, code: await tendCheckout(message, ports()) }),
	'pay.links': async ({ company }) => log.info('PAYMENT_LINKS_TENDED', { company, count: await tendLinks(company, ports()) }),
});
