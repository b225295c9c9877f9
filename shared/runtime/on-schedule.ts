/** The schedule side of a function. A tick that fails is simply followed by the next one: everything it does is rebuilt from state. */
import { errorFields, log } from './log.ts';

export const onSchedule = (run: () => Promise<unknown>) => async (): Promise<void> => {
	try {
		await run();
	} catch (error) {
		log.error('TICK_FAILED', errorFields(error));
		throw error;
	}
};
