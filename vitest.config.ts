import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Files that leave nothing behind in their process (no environment, no module with a state of its own): they share one, with all that it has loaded. A process
 * of its own costs each file 0.4 to 1 s of processor time, and there are hundreds.
 */
const together = ['shared', 'sandbox', 'web', 'payables', 'receivables', 'reminders', 'reconcile'].map(
	(folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
	test: {
		testTimeout: 60_000,
		hookTimeout: 180_000,
		maxWorkers: 2,
		setupFiles: ['test/support/seed.ts'],
		projects: [
			{ extends: true, test: { name: 'together', include: together, isolate: false } },
			{ extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: [...configDefaults.exclude, ...together] } },
		],
	},
});
