/** Runs `work` over the tasks with at most `width` at a time. The first failure ends it: no task is begun after it. */
export const inLanes = async <T>(width: number, tasks: readonly T[], work: (task: T) => Promise<void>): Promise<void> => {
	const rest = tasks[Symbol.iterator]();
	let failed = false;
	const lane = async (): Promise<void> => {
		for (const task of rest) {
			if (failed) return;
			await work(task).catch((error: unknown) => {
				failed = true;
				throw error;
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, lane));
};

export const chunks = <T>(all: readonly T[], size: number): T[][] =>
	Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
