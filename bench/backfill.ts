import type { Report } from './report.ts';
export const backfill = async (report: Report): Promise<void> => {
	report.say('later');
};
