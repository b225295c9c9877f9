/** Roles for people, and what each may do: what `shared/runtime/roles.ts` decides. */
const words: Readonly<Record<string, readonly [name: string, may: string]>> = {
	owner: ['Owner', 'everything, people and limits too'],
	finance: ['Finance', 'ledgers, reminders, payments, and what is agreed with customers'],
	sales: ['Sales', 'looks at everything; can be who sees to an agreement'],
	auditor: ['Auditor', 'looks at everything, changes nothing'],
	operator: ['Operator', 'runs this deployment'],
};

/** "Owner" for `owner`; a role we do not know is shown as it is. */
export const roleText = (role: string): string => words[role]?.[0] ?? role;
export const rolesText = (roles: readonly string[]): string => (roles.length === 0 ? 'no role' : roles.map(roleText).join(', '));
export const roleHint = (role: string): string => words[role]?.[1] ?? '';
