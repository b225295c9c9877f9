import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../../shared/domain/day.ts';
import { type Apart, type Debtor, maxMembers, reasonsBetween, searchKeys } from '../../../shared/domain/debtor.ts';
import { type DebtorChange, join, split, toldApart } from '../../../shared/domain/debtor-decisions.ts';
import { proposalsFrom } from '../../../shared/domain/debtor-proposals.ts';
import type { Customer, CustomerDetails } from '../../../shared/domain/document.ts';

const at: Instant = instant('2026-11-22T09:00:00Z');
const who = { company: 'co', at, by: 'ana' };

const customer = (id: string, over: Partial<Customer> & { readonly details?: CustomerDetails } = {}): Customer => ({
	ledger: 'xero-1',
	id: `xero-1~${id}`,
	version: '1',
	name: `Name of ${id}`,
	email: null,
	language: null,
	country: null,
	currency: null,
	accountNumber: null,
	archived: false,
	...over,
});

/** As the search's store does: customers that share a key. */
const groupsOf = (customers: readonly Customer[]): string[][] => {
	const groups = new Map<string, string[]>();
	for (const one of customers) for (const key of new Set(searchKeys(one))) groups.set(key, [...(groups.get(key) ?? []), one.id]);
	return [...groups.values()].filter(({ length }) => length > 1 && length <= maxMembers);
};
const propose = (
	customers: readonly Customer[],
	decided: Partial<Parameters<typeof proposalsFrom>[2]> = {},
	stake: (id: string) => number = () => 1,
) =>
	proposalsFrom(
		customers.map((one) => ({ customer: one, stake: stake(one.id) })),
		groupsOf(customers),
		{ debtorOf: new Map(), sizeOf: new Map(), apart: [], ...decided },
	);
const found = (customers: readonly Customer[], decided: Partial<Parameters<typeof proposalsFrom>[2]> = {}): string[][] =>
	propose(customers, decided).proposals.map((one) => one.customers.map((id) => id.slice('xero-1~'.length)));

describe('proposals', () => {
	it('join customers by tax id, mailbox, address and the ledger’s own parent, most at stake first', () => {
		const all = [
			customer('a', { details: { taxId: 'ESB12345678' } }),
			customer('b', { details: { taxId: 'B-12345678' } }),
			customer('c', { email: 'ap@acme.es' }),
			customer('d', { email: 'AP@acme.es ' }),
			customer('e', { details: { parent: 'xero-1~f' } }),
			customer('f'),
			customer('g', { details: { parent: 'xero-1~f' } }),
			customer('h', { details: { address: ['12 High Street', 'Leeds LS1 4AB'] } }),
			customer('i', { details: { address: ['12 High St', 'LS1 4AB Leeds'] } }),
			customer('z'),
		];
		expect(found(all).map((one) => one.join(''))).toEqual(['efg', 'ab', 'cd', 'hi']);
		const { proposals } = propose(all, {}, (id) => (id.endsWith('~d') ? 900 : 1));
		expect(proposals[0]?.customers).toEqual(['xero-1~d', 'xero-1~c']);
	});

	it('leave alone what shares only a name in another country, or a public host', () => {
		expect(
			found([
				customer('a', { name: 'Müller GmbH', country: 'DE' }),
				customer('b', { name: 'Müller Ltd', country: 'GB' }),
				customer('c', { email: 'x@gmail.com' }),
				customer('d', { email: 'y@gmail.com' }),
			]),
		).toEqual([]);
	});

	const branches = ['a', 'b', 'c', 'd'].map((id) => customer(id, { details: { taxId: 'ESB12345678' } }));
	const ids = (...names: string[]): string[] => names.map((name) => `xero-1~${name}`);

	it('do not say again what is decided', () => {
		const debtorOf = new Map(ids('a', 'b', 'c', 'd').map((id) => [id, 'deb']));
		expect(found(branches, { debtorOf })).toEqual([]);
		expect(found(branches, { debtorOf: new Map(ids('a', 'b').map((id) => [id, 'deb'])) })).toEqual([['a', 'b', 'c', 'd']]);
		const apart = (parts: string[][]): Apart[] => [{ company: 'co', id: '1', parts, at, by: 'ana' }];
		expect(found(branches, { apart: apart(ids('a', 'b', 'c', 'd').map((id) => [id])) })).toEqual([]);
		expect(
			found(branches, { apart: apart([ids('a', 'b'), ids('c', 'd')]), debtorOf: new Map(ids('a', 'b').map((id) => [id, 'deb'])) }),
		).toEqual([['c', 'd']]);
		// Told apart from one of a pair is told apart from both.
		expect(
			found(branches.slice(0, 3), { apart: apart([ids('a'), ids('c')]), debtorOf: new Map(ids('a', 'b').map((id) => [id, 'deb'])) }),
		).toEqual([]);
	});

	const some = fc.array(
		fc.record({
			id: fc.integer({ min: 0, max: 40 }),
			email: fc.constantFrom(null, 'a@x.es', 'b@x.es', 'a@y.es', 'a@gmail.com'),
			name: fc.constantFrom('Uno SL', 'Uno SA', 'Due Srl', 'Drei GmbH'),
			taxId: fc.constantFrom(undefined, 'ESB12345678', 'B12345678', 'ESB87654321'),
			parent: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
		}),
		{ maxLength: 30 },
	);
	const made = some.map((rows) => [
		...new Map(
			rows.map(({ id, email, name, taxId, parent }) => [
				id,
				customer(String(id), {
					email,
					name,
					details: { ...(taxId === undefined ? {} : { taxId }), ...(parent === undefined ? {} : { parent: `xero-1~${parent}` }) },
				}),
			]),
		).values(),
	]);
	const decisions = fc.record({
		debtors: fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('p', 'q')), { maxLength: 8 }),
		apart: fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), { maxLength: 6 }),
	});
	const decidedBy = ({ debtors, apart }: { debtors: [number, string][]; apart: [number, number][] }) => ({
		debtorOf: new Map(debtors.map(([id, debtor]) => [`xero-1~${id}`, debtor])),
		apart: apart
			.filter(([a, b]) => a !== b)
			.map(([a, b], i): Apart => ({ company: 'co', id: String(i), parts: [[`xero-1~${a}`], [`xero-1~${b}`]], at, by: 'ana' })),
	});

	it('are the same whatever the order of customers, groups and decisions', () => {
		fc.assert(
			fc.property(made, decisions, fc.infiniteStream(fc.nat()), (customers, decided, random) => {
				const turned = customers
					.map((one) => [random.next().value ?? 0, one] as const)
					.sort(([a], [b]) => a - b)
					.map(([, one]) => one);
				const { debtorOf, apart } = decidedBy(decided);
				expect(propose(turned, { debtorOf: new Map([...debtorOf].toReversed()), apart: apart.toReversed() })).toEqual(
					propose(customers, { debtorOf, apart }),
				);
			}),
		);
	});

	it('never join what was told apart, hold each customer once, and each is there for a reason', () => {
		fc.assert(
			fc.property(made, decisions, (customers, decided) => {
				const { debtorOf, apart } = decidedBy(decided);
				const { proposals } = propose(customers, { debtorOf, apart });
				const all = proposals.flatMap((one) => one.customers);
				expect(new Set(all).size).toBe(all.length);
				const known = new Map(customers.map((one) => [one.id, one]));
				for (const { customers: own } of proposals) {
					expect(own.length).toBeLessThanOrEqual(maxMembers);
					for (const { parts } of apart) {
						const in_ = parts.filter((part) => part.some((id) => own.includes(id)));
						// Unless a person made them one debtor before or after.
						const isOneDebtor = new Set(parts.flat().map((id) => debtorOf.get(id) ?? id)).size === 1;
						if (!isOneDebtor) expect(in_.length).toBeLessThan(2);
					}
					for (const id of own) {
						const one = known.get(id);
						const isSaid = own.some((other) => {
							const two = known.get(other);
							return (
								other !== id &&
								((one && two && reasonsBetween(one, two).some(({ strength }) => strength !== 'weak')) ||
									debtorOf.get(id) === (debtorOf.get(other) ?? {}))
							);
						});
						expect(isSaid).toBe(true);
					}
				}
			}),
		);
	});

	it('can each be confirmed whole, also where debtors own many who owe nothing, and say what was too great for that', () => {
		const sizes = fc.record({ p: fc.integer({ min: 2, max: maxMembers }), q: fc.integer({ min: 2, max: maxMembers }) });
		fc.assert(
			fc.property(made, decisions, sizes, (customers, decided, size) => {
				const { debtorOf, apart } = decidedBy(decided);
				const debtors = (['p', 'q'] as const).map((id): Debtor => {
					const own = [...debtorOf].flatMap(([customer, debtor]) => (debtor === id ? [customer] : []));
					const silent = Array.from({ length: Math.max(0, size[id] - own.length) }, (_, n) => `xero-1~${id}-silent-${n}`);
					const members = [...own, ...silent].map((customer) => ({ customer, since: at, by: 'ana' }));
					return { company: 'co', id, members, createdAt: at, rev: 1 };
				});
				const sizeOf = new Map(debtors.map(({ id, members }) => [id, members.length]));
				const { proposals, tooGreat } = propose(customers, { debtorOf, apart, sizeOf });
				for (const { customers: own } of proposals) {
					const existing = debtors.filter(({ id }) => own.some((one) => debtorOf.get(one) === id));
					expect(join(own, existing, 'fresh', who).debtors[0]?.members.length).toBeLessThanOrEqual(maxMembers);
				}
				// Without limits nothing is left out for them.
				if (customers.length + size.p + size.q <= maxMembers) expect(tooGreat).toBe(0);
			}),
		);
		const shared = ['a', 'b', 'c'].map((id) => customer(id, { details: { taxId: 'ESB12345678' } }));
		const full = { debtorOf: new Map([['xero-1~a', 'deb']]), sizeOf: new Map([['deb', 49]]) };
		expect(propose(shared, full)).toMatchObject({ proposals: [{ customers: ids('a', 'b') }], tooGreat: 1 });
	});

	it('never join more debtors than one decision can', () => {
		const many = Array.from({ length: 14 }, (_, n) => customer(`m${String(n).padStart(2, '0')}`, { details: { taxId: 'ESB12345678' } }));
		const debtorOf = new Map(many.map(({ id }) => [id, `deb-${id}`]));
		const sizeOf = new Map(many.map(({ id }) => [`deb-${id}`, 2]));
		const { proposals, tooGreat } = propose(many, { debtorOf, sizeOf });
		expect(proposals.map(({ customers }) => customers.length)).toEqual([10, 4]);
		expect(tooGreat).toBe(1);
	});

	it('keep 200 of any number, and stop comparing where everybody shares something', () => {
		const many = Array.from({ length: 500 }, (_, i) => customer(`c${i}`, { email: `ap@firm${Math.floor(i / 2)}.es` }));
		const { proposals, found: all, cut } = propose(many);
		expect([proposals.length, all, cut]).toEqual([200, 250, false]);
	});
});

describe('decisions', () => {
	/** Members by debtor and the place of each customer, as the store keeps them. */
	type World = { readonly debtors: Map<string, Debtor>; readonly places: Map<string, string> };
	const apply = ({ debtors, places }: World, change: DebtorChange): void => {
		for (const debtor of change.debtors) debtors.set(debtor.id, { ...debtor, rev: debtor.rev + 1 });
		for (const { customer: id, from, to } of change.moves) {
			expect(places.get(id) ?? null).toBe(from);
			if (to === null) places.delete(id);
			else places.set(id, to);
		}
	};
	const isTrue = ({ debtors, places }: World): void => {
		for (const { id, members } of debtors.values()) {
			expect(members.length === 0 || (members.length > 1 && members.length <= maxMembers)).toBe(true);
			for (const { customer: one } of members) expect(places.get(one)).toBe(id);
		}
		expect([...debtors.values()].reduce((all, { members }) => all + members.length, 0)).toBe(places.size);
	};

	it('any row of joins and splits keeps members and places the same, and splitting all restores', () => {
		const step = fc.record({
			do: fc.constantFrom('join', 'split', 'together'),
			pick: fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
		});
		fc.assert(
			fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
				const world: World = { debtors: new Map(), places: new Map() };
				const refused: string[] = [];
				const attempt = (make: () => DebtorChange): void => {
					try {
						apply(world, make());
					} catch (error) {
						refused.push(String(Reflect.get(Object(error), 'code')));
					}
				};
				for (const [n, { do: what, pick }] of steps.entries()) {
					const ids = pick.map((i) => `xero-1~${i}`);
					const debtors = [...new Set(ids.flatMap((id) => world.places.get(id) ?? []))].flatMap((id) => world.debtors.get(id) ?? []);
					if (what === 'join') attempt(() => join(ids, debtors, `d${n}`, who));
					else if (debtors[0]) {
						const [debtor] = debtors;
						attempt(() => split(debtor, new Set(ids), what === 'together' ? `d${n}` : null, `a${n}`, who));
					}
					isTrue(world);
				}
				expect(refused.filter((code) => !['TOO_FEW', 'NOTHING_NEW', 'NOT_A_MEMBER'].includes(code))).toEqual([]);
				for (const debtor of world.debtors.values())
					if (debtor.members.length > 0)
						apply(world, split(debtor, new Set(debtor.members.map((member) => member.customer)), null, 'a', who));
				isTrue(world);
				expect(world.places.size).toBe(0);
			}),
		);
	});

	it('the oldest of several debtors stays, and both histories say where customers went', () => {
		const debtor = (id: string, hour: string, ...own: string[]): Debtor => ({
			company: 'co',
			id,
			members: own.map((one) => ({ customer: one, since: at, by: 'bob' })),
			createdAt: instant(`2026-11-20T${hour}:00:00Z`),
			rev: 1,
		});
		const change = join(['x', 'c', 'a'], [debtor('young', '12', 'c', 'd'), debtor('old', '10', 'a', 'b')], 'new', who);
		expect(change.debtors.map(({ id, members }) => [id, members.map((member) => member.customer)])).toEqual([
			['old', ['a', 'b', 'c', 'd', 'x']],
			['young', []],
		]);
		expect(change.events.map(({ debtor: of, event }) => [of, event.did, event.customers, event.other])).toEqual([
			['old', 'joined', ['c', 'd'], 'young'],
			['young', 'split', ['c', 'd'], 'old'],
			['old', 'joined', ['x'], undefined],
		]);
		expect(() => join(['a'], [], 'new', who)).toThrow('Choose two');
		expect(() => join(['a', 'b'], [debtor('old', '10', 'a', 'b')], 'new', who)).toThrow('Reload');
		expect(() =>
			join(
				Array.from({ length: 51 }, (_, i) => `c${i}`),
				[],
				'new',
				who,
			),
		).toThrow('at most 50');
	});

	it('what was not chosen is told apart from what was, and all from all where nothing was', () => {
		expect(toldApart(['a', 'b', 'c'], new Set(['a', 'b', 'c']), '1', who)).toBeNull();
		expect(toldApart(['a', 'b', 'c', 'd'], new Set(['a', 'b']), '1', who)?.parts).toEqual([
			['a', 'b'],
			['c', 'd'],
		]);
		expect(toldApart(['a', 'b', 'c'], new Set(), '1', who)?.parts).toEqual([['a'], ['b'], ['c']]);
	});
});
