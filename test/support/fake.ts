/** A stand-in for a port that knows only what a test names: any other member throws by its name, so that no call goes unseen. */
export const fake = <Port extends object>(members: Partial<Port>): Port =>
	new Proxy(members, {
		get: (known, name, receiver) => {
			if (name in known) return Reflect.get(known, name, receiver) as unknown;
			if (typeof name === 'symbol' || name === 'then') return undefined;
			throw new Error(`the fake has no ${name}`);
		},
	}) as Port;
