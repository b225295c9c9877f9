/**
 * What a consent lets an app do: each resource needs its scope, to write one without `.read`. Apps made before 2 March 2026 have the old broad ones, which
 * cover more (developer.xero.com/faq/granular-scopes).
 */

/** By the first part of the path: the granular scope, then the old one that covers it. */
const families: Readonly<Record<string, readonly string[]>> = {
	Organisation: ['accounting.settings'],
	Accounts: ['accounting.settings'],
	Contacts: ['accounting.contacts'],
	ContactGroups: ['accounting.contacts'],
	Invoices: ['accounting.invoices', 'accounting.transactions'],
	CreditNotes: ['accounting.invoices', 'accounting.transactions'],
	Payments: ['accounting.payments', 'accounting.transactions'],
	Overpayments: ['accounting.payments', 'accounting.transactions'],
	Prepayments: ['accounting.payments', 'accounting.transactions'],
	BankTransactions: ['accounting.banktransactions', 'accounting.transactions'],
};
const reports: Readonly<Record<string, readonly string[]>> = {
	TrialBalance: ['accounting.reports.trialbalance.read', 'accounting.reports.read'],
};

/** Everything that this sandbox knows: what a consent without a browser is given. */
export const allScopes = [
	'offline_access',
	...new Set([...Object.values(families).map(([first]) => first ?? ''), ...Object.values(reports).map(([first]) => first ?? '')]),
].join(' ');

/** `path` as in `/api.xro/2.0/Invoices/…`. A resource that nobody knows is covered: it is not there, then. */
export const covers = (scope: string, method: string, path: string): boolean => {
	const [, , , resource = '', which = ''] = path.split('/');
	const given = new Set(scope.split(' '));
	if (resource === 'Reports') return (reports[which] ?? []).some((one) => given.has(one)) || reports[which] === undefined;
	const family = families[resource];
	if (!family) return true;
	return family.some((one) => given.has(one) || (method === 'GET' && given.has(`${one}.read`)));
};
