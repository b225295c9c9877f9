/**
 * Whose ledgers a verified webhook speaks of. Only ids are taken: what changed is read from the ledger itself. Written without a schema library:
 * these functions must start fast. Unknown shapes yield nothing and are answered 200, since a retry would not change them.
 */
const record = (value: unknown): Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const id = (value: unknown): readonly string[] => (typeof value === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(value) ? [value] : []);

const parsed = (raw: Buffer): unknown => {
	try {
		return JSON.parse(raw.toString('utf8'));
	} catch {
		return null;
	}
};

/** `{events:[{tenantId, …}]}`; `events: []` is the intent to receive. A GUID is the same in capitals: our ledgers are named in small letters. */
export const xeroLedgers = (raw: Buffer): readonly string[] => [
	...new Set(list(record(parsed(raw)).events).flatMap((event) => id(record(event).tenantId).map((tenant) => tenant.toLowerCase()))),
];

/** CloudEvents: an array of `{intuitaccountid, …}`. Legacy: `{eventNotifications:[{realmId, …}]}`. One delivery may hold several realms. */
export const quickbooksLedgers = (raw: Buffer): readonly string[] => {
	const body = parsed(raw);
	const cloud = list(body).flatMap((event) => id(record(event).intuitaccountid));
	const legacy = list(record(body).eventNotifications).flatMap((each) => id(record(each).realmId));
	return [...new Set([...cloud, ...legacy])];
};
