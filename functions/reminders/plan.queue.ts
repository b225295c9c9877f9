import { clock } from '../../shared/runtime/clock.ts';
import { arrangements, companies, connections, mailings } from '../../shared/runtime/data.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { newCompanySending } from '../../shared/runtime/sending.ts';
import { planDay } from './plan-day.ts';
import type { PlanPorts } from './ports.ts';
import { releaseLedger } from './release-ledger.ts';

const ports = (): PlanPorts => ({
	mailings: mailings(),
	arrangements: arrangements(),
	companies: companies(),
	connections: connections(),
	queues: queues(),
	clock,
	settings: { newCompanySending: newCompanySending() },
});

export const handler = onQueue({
	'reminders.plan': ({ company }) => planDay(company, ports()),
	'reminders.release': (message) => releaseLedger(message, ports()),
});
