/** Xero names everything by GUID; scenarios name things as people do. */
import { createHash, randomUUID } from 'node:crypto';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isGuid = (text: string): boolean => guid.test(text);

/** The same words give the same GUID, so a scenario loaded again is the same ledger. A GUID stays itself. */
export const guidOf = (org: string, kind: string, name: string): string => {
	if (isGuid(name)) return name.toLowerCase();
	const hex = createHash('sha256').update(`${org}\n${kind}\n${name}`).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
export const newGuid = (): string => randomUUID();
