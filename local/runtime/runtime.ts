/** The functions of the synthesized app, running: behind the gateway, on their queues, at their times. */
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { AssemblyError } from './assembly.ts';
import { type FunctionSetting, LocalFunction } from './lambda.ts';
import type { LogSink } from './log.ts';
import { type PollerSetting, QueuePoller } from './queues.ts';
import { type Clients, createResources } from './resources.ts';
import { type Schedule, scheduleEvent, startSchedule } from './schedules.ts';
import { entryName, type QueueSpec, type ScheduleSpec, type Wiring } from './wiring.ts';

type QueueDepth = { readonly name: string; readonly visible: number; readonly inFlight: number; readonly delayed: number };

export type Runtime = {
	readonly wiring: Wiring;
	readonly functions: ReadonlyMap<string, LocalFunction>;
	/** Runs a function once: `invoke('sync/pull.queue', event)`. Throws `InvocationError`. */
	invoke(entry: string, event: unknown): Promise<unknown>;
	/** Runs a schedule now, by its entry or its logical id, and waits for it. */
	fire(schedule: string): Promise<void>;
	/**
	 * Resolves when every queue that a function reads is empty and nothing runs. Dead-letter queues may hold messages.
	 * Throws after `timeoutMs` (default 60,000) naming what is still there.
	 */
	idle(options?: { readonly timeoutMs?: number }): Promise<void>;
	depths(): Promise<readonly QueueDepth[]>;
	/** No function hears its queue until `resume`. Resolves when running batches are done. */
	pause(): Promise<void>;
	resume(): void;
	/** Acts while no function runs: requests and schedules wait meanwhile. */
	inStillness(act: () => void): Promise<void>;
	/** Every thread is ended where it is; what it held in memory is lost. Queues go on, with cold functions. */
	crash(): Promise<void>;
	/** Loads these functions' bundles, one after the other, so that the first person does not wait for them. */
	warm(entries: readonly string[]): Promise<void>;
	nextRuns(): readonly { readonly id: string; readonly at: Date | null }[];
	close(): Promise<void>;
};

const idlePauseMs = 20;

export const startRuntime = async (
	wiring: Wiring,
	options: FunctionSetting &
		Omit<PollerSetting, 'client'> & {
			readonly clients: Clients;
			readonly log: LogSink;
			/** False: only `fire` runs them. */
			readonly schedules: boolean;
		},
): Promise<Runtime> => {
	const { clients, log } = options;
	const { sqs } = clients;
	await createResources(wiring, clients);
	const functions = new Map(wiring.functions.map((spec) => [spec.entry, new LocalFunction(spec, options)]));
	const functionOf = (entry: string): LocalFunction => {
		const found = functions.get(entryName(entry));
		if (!found) throw new AssemblyError(`the app has no function "${entry}"; it has ${[...functions.keys()].join(', ')}`);
		return found;
	};
	const queueOf = (name: string): QueueSpec => {
		const found = wiring.queues.find((each) => each.name === name);
		if (!found) throw new AssemblyError(`the app has no queue "${name}"`);
		return found;
	};
	const pollers = wiring.mappings.map(
		(mapping) => new QueuePoller(mapping, queueOf(mapping.queue), functionOf(mapping.entry), { ...options, client: sqs }),
	);

	let held: Promise<void> | null = null;
	let letGo = (): void => undefined;

	const fire = async (spec: ScheduleSpec): Promise<void> => {
		const event = scheduleEvent(spec.id, spec.input, new Date());
		if ('entry' in spec.target) {
			await functionOf(spec.target.entry).invoke(event);
			return;
		}
		const { queue, group } = spec.target;
		await sqs.send(
			new SendMessageCommand({
				QueueUrl: queueOf(queue).url,
				MessageBody: JSON.stringify(event),
				...(group === null ? {} : { MessageGroupId: group, MessageDeduplicationId: crypto.randomUUID() }),
			}),
		);
	};
	const schedules: readonly (Schedule & { readonly id: string })[] = options.schedules
		? wiring.schedules.map((spec) => {
				const job = async (): Promise<void> => {
					// Left out, as when it is still busy: the next minute's run does the same.
					if (held) return;
					await fire(spec).catch((error: unknown) =>
						log.write(spec.id, `schedule: ${error instanceof Error ? error.message : String(error)}`),
					);
				};
				const schedule = startSchedule(spec.expression, spec.timeZone, job);
				return { id: spec.id, nextRun: () => schedule.nextRun(), stop: () => schedule.stop() };
			})
		: [];

	const read = [...new Set(wiring.mappings.map((mapping) => mapping.queue))].map(queueOf);
	const depthsOf = (queues: readonly QueueSpec[]): Promise<readonly QueueDepth[]> =>
		Promise.all(
			queues.map(async ({ name, url }) => {
				const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
				return {
					name,
					visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
					inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
					delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
				};
			}),
		);
	const busy = (): number =>
		pollers.reduce((sum, each) => sum + each.working, 0) + [...functions.values()].reduce((sum, each) => sum + each.running, 0);
	const invocations = (): number => [...functions.values()].reduce((sum, each) => sum + each.counts.invocations, 0);

	for (const poller of pollers) poller.start();
	return {
		wiring,
		functions,
		invoke: async (entry, event) => {
			if (held) await held;
			return functionOf(entry).invoke(event);
		},
		fire: async (name) => {
			const wanted = wiring.schedules.filter(
				(each) => each.id === name || ('entry' in each.target && each.target.entry === entryName(name)),
			);
			if (!wanted.length)
				throw new AssemblyError(`the app has no schedule "${name}"; it has ${wiring.schedules.map((each) => each.id).join(', ')}`);
			for (const each of wanted) await fire(each);
		},
		idle: async ({ timeoutMs = 60_000 } = {}) => {
			const until = performance.now() + timeoutMs;
			for (;;) {
				const before = invocations();
				const rest = busy() ? null : (await depthsOf(read)).filter((each) => each.visible + each.inFlight + each.delayed > 0);
				// A function sends before it ends: if none ran since the count, no message can have appeared behind our back.
				if (rest?.length === 0 && !busy() && invocations() === before) return;
				if (performance.now() > until) {
					const running = [...functions.values()].filter((each) => each.running).map((each) => each.spec.entry);
					throw new Error(
						`not idle after ${timeoutMs} ms: running ${running.join(', ') || 'nothing'}; queues ${JSON.stringify(rest ?? (await depthsOf(read)))}`,
					);
				}
				await new Promise((resolve) => setTimeout(resolve, idlePauseMs));
			}
		},
		depths: () => depthsOf(wiring.queues),
		pause: async () => {
			await Promise.all(pollers.map((each) => each.stop()));
		},
		resume: () => {
			for (const poller of pollers) poller.start();
		},
		inStillness: async (act) => {
			held = new Promise((resolve) => {
				letGo = resolve;
			});
			try {
				// Queues stay heard: an aborted long poll could still be handed a message, which would then be lost for a while.
				while (busy()) await new Promise((resolve) => setTimeout(resolve, idlePauseMs));
				act();
			} finally {
				held = null;
				letGo();
			}
		},
		crash: async () => {
			await Promise.all([...functions.values()].map((each) => each.crash()));
		},
		warm: async (entries) => {
			for (const entry of entries) await functions.get(entryName(entry))?.warm();
		},
		nextRuns: () => schedules.map((each) => ({ id: each.id, at: each.nextRun() })),
		close: async () => {
			for (const each of schedules) each.stop();
			const stopped = Promise.all(pollers.map((each) => each.stop()));
			await Promise.all([...functions.values()].map((each) => each.close()));
			await stopped;
		},
	};
};
