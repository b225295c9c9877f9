/** Who may sign in on a laptop. Two people, so that one can see that companies are kept apart. */
export type DemoUser = {
	readonly login: string;
	readonly subject: string;
	readonly name: string;
	readonly email: string;
	readonly locale?: string;
};

export const demoUsers: readonly DemoUser[] = [
	{ login: 'ana', subject: '0a9c2f64-7d1e-4a35-9f0b-6f1f3f1b7a01', name: 'Ana Demo', email: 'ana@demo.example' },
	{ login: 'boris', subject: '0a9c2f64-7d1e-4a35-9f0b-6f1f3f1b7a02', name: 'Boris Demo', email: 'boris@demo.example', locale: 'ru' },
];
