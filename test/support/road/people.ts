/** What people do on the road, as patiently as people are: what had no answer is asked again. */
import type { SendingMode } from '../../../shared/domain/mailing.ts';
import type { Road } from './road.ts';

const tries = 12;
const pauseMs = 5_000;

/** Again until there is an answer. Throws after twelve. */
export const patiently = async <T>(road: Road, what: string, once: () => Promise<T | null>): Promise<T> => {
	for (let attempt = 0; attempt < tries; attempt++) {
		const answer = await once();
		if (answer !== null) return answer;
		road.pass(pauseMs);
		await road.outside();
	}
	throw new Error(`${what}: no answer after ${tries} tries`);
};

const taken = async (what: string, answer: Response | null): Promise<Response | null> => {
	if (answer && answer.status >= 400) throw new Error(`${what}: ${answer.status} ${await answer.text()}`);
	return answer;
};

export const switchSending = (road: Road, mode: SendingMode): Promise<Response> =>
	patiently(road, `sending ${mode}`, async () => taken('sending', await road.asked('POST', '/reminders/mode', { mode })));

/** The export's id. The same key, so that asking again asks for the same. */
export const askExport = async (road: Road, key: string): Promise<string> => {
	const answer = await patiently(road, 'the export', async () =>
		taken('the export', await road.asked('POST', '/factoring/exports', {}, { 'idempotency-key': key })),
	);
	return ((await answer.json()) as { export: string }).export;
};
