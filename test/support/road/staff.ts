/**
 * People of the company who agree things with customers, drawn by chance and by the API: disputes, promises, plans, extensions, settlements, pauses, an
 * insolvency now and then; approved by the other of the two, conceded, upheld, agreed anew, withdrawn; forms sent twice, and on stale tabs.
 */
import { demoUsers } from '../../../local/identity/users.ts';
import type { Chance } from '../../../local/scenario/seeded.ts';
import { addDays, type Day, dayIn } from '../../../shared/domain/day.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import type { Role } from '../../../shared/ports/companies.ts';
import type { ArrangementDetailView, ArrangementView, CustomerArrangementsView } from '../../../shared/wire/arrangement-view.ts';
import { env } from '../../../shared/wire/env.ts';
import { keys } from '../../../shared/wire/table.ts';
import { pickOf } from '../sync/ledger.ts';
import { company } from '../sync/surroundings.ts';
import { patiently } from './people.ts';
import type { Road } from './road.ts';

export const staffNames = ['ana', 'boris'] as const;
export type StaffName = (typeof staffNames)[number];

const boris = demoUsers[1];
/** Boris joins the company of Ana; both have these roles. Written past the functions. */
const borisJoins = async ({ store }: Road, roles: readonly Role[]): Promise<void> => {
	const pointer = keys.directory.subject(process.env[env.signIn.issuer] ?? '', boris?.subject ?? '');
	await store.put({ ...keys.user(company, 'boris'), co: company, name: 'Boris', roles });
	await store.put({ ...pointer, co: company, user: 'boris' });
};

type Account = { readonly id: string };
/** The first account that the ledger lists and the page takes, for credits and for bad debts. */
const chooseAccounts = async (road: Road): Promise<void> => {
	const at = `/postings/accounts/${road.side.ledger}`;
	await patiently(road, 'reading the accounts', () => road.asked('POST', `${at}/read`));
	await road.rest();
	const settings = await (await patiently(road, 'the accounts', () => road.asked('GET', at))).json();
	const { accounts } = (settings as { readonly listed: { readonly accounts: readonly Account[] } }).listed;
	for (const role of ['discount', 'write-off'])
		for (const { id } of accounts) {
			const known = (await (await patiently(road, 'the accounts', () => road.asked('GET', at))).json()) as { chosen: object };
			const answer = await patiently(road, 'choosing', () => road.asked('POST', at, { ...known.chosen, banks: undefined, [role]: id }));
			if (answer.status < 300) break;
		}
};

type Sent = Readonly<Record<string, unknown>>;
const amountOf = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

export class Staff {
	readonly #road: Road;
	readonly #chance: Chance;
	readonly #count: (name: string) => void;
	/** Forms that were sent, to be sent again. */
	readonly #sent: { readonly path: string; readonly body: Sent; readonly key: string }[] = [];

	private constructor(road: Road, chance: Chance, count: (name: string) => void) {
		this.#road = road;
		this.#chance = chance;
		this.#count = count;
	}
	static async join(road: Road, chance: Chance, count: (name: string) => void): Promise<Staff> {
		await borisJoins(road, ['owner']);
		await chooseAccounts(road);
		return new Staff(road, chance, count);
	}

	#today(): Day {
		return dayIn('UTC', this.#road.now());
	}
	#soon(from: number, to: number): Day {
		return addDays(this.#today(), this.#chance.between(from, to));
	}
	async #invoice(): Promise<StoredDocument | null> {
		const owed = pickOf(
			this.#chance,
			this.#road.side.invoices().filter(({ rest }) => rest > 1),
		);
		return owed && this.#road.books.document(company, this.#road.side.ledger, 'invoice', owed.id);
	}
	async #all(customer: string): Promise<CustomerArrangementsView | null> {
		const answer = await this.#road.asked('GET', `/customers/${encodeURIComponent(customer)}/arrangements`);
		return answer?.status === 200 ? ((await answer.json()) as CustomerArrangementsView) : null;
	}

	async #send(path: string, body: Sent, key: string, who: StaffName, what: string): Promise<void> {
		const answer = await this.#road.asked('POST', path, body, { 'idempotency-key': key }, who);
		if (answer === null) {
			this.#count(`${what}: no answer`);
			return;
		}
		const said = answer.status < 300 ? 'done' : ((await answer.json()) as { readonly code?: string }).code;
		this.#count(`${what}: ${said ?? answer.status}`);
	}

	/** What the form of each kind sends. Half of it is about part of the invoice. */
	#wish(kind: string, { id, open }: StoredDocument): Sent {
		const minor = this.#chance.next() < 0.5 ? open : this.#chance.between(1, open);
		switch (kind) {
			case 'dispute':
				return { invoice: id, amount: amountOf(minor), reason: 'quality', text: 'It came wet.' };
			case 'promise':
				return { invoices: [id], amount: amountOf(minor), by: this.#soon(-1, 9) };
			case 'plan':
				return { invoices: [id], cut: 'equal', count: this.#chance.between(1, 4), first: this.#soon(0, 5), every: 'week' };
			case 'extension':
				return { invoices: [id], to: this.#soon(1, 20) };
			case 'settlement':
				return { invoices: [id], pays: amountOf(minor), by: this.#soon(0, 9) };
			case 'pause':
				return { ...(this.#chance.next() < 0.5 ? { invoice: id } : {}), until: this.#soon(0, 6), why: 'Their bookkeeper is away.' };
			default:
				return { since: this.#today(), reference: 'In the paper.' };
		}
	}

	async #begin(): Promise<void> {
		const invoice = await this.#invoice();
		if (!invoice) return;
		const usual = ['dispute', 'dispute', 'dispute', 'promise', 'promise', 'plan', 'plan', 'extension', 'settlement', 'pause'];
		const kind = (this.#chance.next() < 0.02 ? 'insolvency' : pickOf(this.#chance, usual)) ?? 'promise';
		const path = `/customers/${encodeURIComponent(invoice.customer)}/arrangements/${kind}`;
		const form = { path, body: this.#wish(kind, invoice), key: `form-${this.#chance.between(1, 1e9)}-of-the-road` };
		this.#sent.push(form);
		const send = () => this.#send(form.path, form.body, form.key, 'ana', `begin ${kind}`);
		if (this.#chance.next() < 0.2) await Promise.all([send(), send()]);
		else await send();
	}

	async #again(): Promise<void> {
		const form = pickOf(this.#chance, this.#sent);
		if (form) await this.#send(form.path, form.body, form.key, 'ana', 'sent again');
	}

	#act(one: ArrangementView, act: string, invoice: StoredDocument | null): Sent {
		const rev = this.#chance.next() < 0.1 ? Math.max(0, one.rev - 1) : one.rev;
		if (act === 'replace') return invoice ? { rev, ...this.#wish(one.kind, invoice) } : { rev };
		if (act !== 'propose' && act !== 'concede') return { rev, text: 'As agreed by telephone.' };
		const most = Math.round(Number(one.amount ?? '0') * 100);
		return {
			rev,
			as: this.#chance.next() < 0.7 ? 'credit-note' : 'write-off',
			amount: amountOf(this.#chance.between(1, Math.max(1, most))),
		};
	}

	/** Something that the page allows now, or, sometimes, does not. */
	async #do(): Promise<void> {
		const invoice = await this.#invoice();
		const all = invoice && (await this.#all(invoice.customer));
		const live = (all?.arrangements ?? []).filter(({ over }) => !over);
		const one = pickOf(this.#chance, live.length > 0 && this.#chance.next() < 0.9 ? live : (all?.arrangements ?? []));
		if (!invoice || !one) return;
		const who = pickOf(this.#chance, staffNames) ?? 'ana';
		const path = `/customers/${encodeURIComponent(one.customer)}/arrangements/${one.id}`;
		const answer = await this.#road.asked('GET', path, undefined, {}, who);
		if (answer?.status !== 200) return;
		const { acts, arrangement } = (await answer.json()) as ArrangementDetailView;
		// What goes on comes oftener than what ends it.
		const onward = acts.filter(({ may, act }) => may && ['approve', 'accept', 'concede', 'propose'].includes(act));
		const may = onward.length > 0 && this.#chance.next() < 0.7 ? onward : acts.filter((each) => each.may || this.#chance.next() < 0.1);
		const chosen = pickOf(this.#chance, may)?.act;
		if (chosen === undefined) return;
		const about = await this.#about(arrangement, invoice);
		const key = `act-${this.#chance.between(1, 1e9)}-of-the-road`;
		const send = () => this.#send(`${path}/${chosen}`, this.#act(arrangement, chosen, about), key, who, `${arrangement.kind} ${chosen}`);
		if (this.#chance.next() < 0.15) await Promise.all([send(), send()]);
		else await send();
	}
	async #about({ parts }: ArrangementView, other: StoredDocument): Promise<StoredDocument> {
		const id = parts[0]?.invoice;
		const own = id === undefined ? null : await this.#road.books.document(company, this.#road.side.ledger, 'invoice', id);
		return own && own.open > 1 ? own : other;
	}

	async step(): Promise<void> {
		const what = this.#chance.next();
		if (what < 0.4) await this.#begin();
		else if (what < 0.95) await this.#do();
		else await this.#again();
	}
}
