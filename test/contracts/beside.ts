/** The providers' own documents lie beside the project, not in it. In a clone alone what is checked against them is skipped, and says so. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export type Beside = {
	readonly folder: string;
	readonly absent: boolean;
	/** For the end of a title. */
	readonly why: string;
};

export const beside = (provider: 'quickbooks' | 'stripe' | 'xero', what: string): Beside => {
	const folder = resolve(import.meta.dirname, '../../../shared/contracts', provider);
	const absent = !existsSync(folder);
	if (absent) console.warn(`SKIPPED: ${what} are not beside the project (${folder}): nothing is checked against them`);
	return { folder, absent, why: absent ? ' (skipped: they are not beside the project)' : '' };
};
