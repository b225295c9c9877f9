import { sqsQueues } from '../adapters/sqs/queues.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';
import { once } from './once.ts';

export const queues = once(() => sqsQueues((queue) => read(env.queues[queue])));
