import { later } from '../../shared/domain/day.ts';
import type { Clock } from '../../shared/ports/clock.ts';

/** Between two looks at the clock. */
const lookMs = 1000;

/**
 * What `work` gives, or null when it takes longer than `ms` by the clock. It cannot be called off: it goes on, each of its calls with the adapter's own
 * time-out, until it ends or Lambda freezes the process after our answer; what it then finds is dropped, and calls it still makes are not counted.
 * Looks are counted too, so that nothing waits for ever for a clock that stands still.
 */
export const within = async <T>(work: Promise<T>, ms: number, clock: Clock): Promise<T | null> => {
	const until = later(clock.now(), ms);
	// Should it fail after we left, nobody is there to hear of it.
	work.catch(() => undefined);
	let looks = 0;
	let timer: NodeJS.Timeout | null = null;
	const late = new Promise<null>((resolve) => {
		timer = setInterval(() => {
			looks += 1;
			if (clock.now() >= until || looks * lookMs >= 2 * ms) resolve(null);
		}, lookMs);
		timer.unref();
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		if (timer) clearInterval(timer);
	}
};
