/** What an SES account has besides mails: verified identities, configuration sets with where their events go, a suppression list. */
import { domainOf } from './addresses.ts';
import { type EventKind, eventKindOf } from './happenings.ts';
import { MailError } from './query-protocol.ts';
import type { DestinationRow, Store, SuppressedRow } from './store.ts';

/** A configuration set as a template gives it. `events` as CloudFormation or CDK write them (`deliveryDelay`, `DELIVERY_DELAY`). */
export type ConfigurationSet = { readonly name: string; readonly topicArn: string; readonly events: readonly string[] };
export type Destination = {
	readonly name: string;
	readonly topicArn: string;
	readonly events: readonly string[];
	readonly enabled: boolean;
};

const rowOf = ({ name, topic, kinds, enabled }: DestinationRow): Destination => ({
	name,
	topicArn: topic,
	events: JSON.parse(kinds) as string[],
	enabled: enabled === 1,
});

/** A domain speaks for its addresses and its subdomains. Addresses count as written before the `@`, without regard to case after it. */
const keyOf = (identity: string): string =>
	identity.includes('@') ? identity.slice(0, identity.lastIndexOf('@') + 1) + domainOf(identity) : identity.toLowerCase();

export class Account {
	readonly #store: Store;
	/** Given at the start: they hide made ones of the same name. */
	#given: readonly ConfigurationSet[] = [];

	constructor(store: Store) {
		this.#store = store;
	}

	give(sets: readonly ConfigurationSet[]): void {
		this.#given = sets;
	}
	configurationSets(): string[] {
		const made = this.#store.all<{ name: string }>('SELECT name FROM configuration_set').map(({ name }) => name);
		return [...new Set([...this.#given.map(({ name }) => name), ...made])].sort();
	}
	destinations(set: string): Destination[] {
		const given = this.#given.filter(({ name }) => name === set);
		if (given.length) return given.map(({ topicArn, events }, i) => ({ name: `given-${i + 1}`, topicArn, events, enabled: true }));
		return this.#store.all<DestinationRow>('SELECT * FROM destination WHERE configuration_set = ?', set).map(rowOf);
	}
	/** @throws MailError ConfigurationSetDoesNotExist */
	needSet(name: string): void {
		if (!this.configurationSets().includes(name))
			throw new MailError('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`);
	}
	createSet(name: string): void {
		if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) throw new MailError('InvalidConfigurationSet', `Invalid configuration set name <${name}>.`);
		if (this.configurationSets().includes(name))
			throw new MailError('ConfigurationSetAlreadyExists', `Configuration set <${name}> already exists.`);
		this.#store.run('INSERT INTO configuration_set VALUES (?)', name);
	}
	createDestination(set: string, { name, topicArn, events, enabled }: Destination): void {
		this.needSet(set);
		if (this.destinations(set).some((each) => each.name === name))
			throw new MailError('EventDestinationAlreadyExists', `Event destination <${name}> already exists for configuration set <${set}>.`);
		this.#store.run('INSERT INTO destination VALUES (?,?,?,?,?)', set, name, topicArn, JSON.stringify(events), enabled ? 1 : 0);
	}
	/** Topics that are told of such an event. */
	listeners(set: string | null, kind: EventKind): string[] {
		if (set === null) return [];
		return this.destinations(set)
			.filter(({ enabled, events }) => enabled && events.some((each) => eventKindOf(each) === kind))
			.map(({ topicArn }) => topicArn);
	}

	identities(): { readonly name: string; readonly verified: boolean }[] {
		return this.#store
			.all<{ name: string; verified: number }>('SELECT * FROM identity ORDER BY name')
			.map(({ name, verified }) => ({ name, verified: verified === 1 }));
	}
	/** Pending, as at AWS until the mail's link is opened or the record is found; a verified one stays so. */
	askToVerify(identity: string): void {
		this.#store.run('INSERT OR IGNORE INTO identity VALUES (?, 0)', keyOf(identity));
	}
	verify(identity: string): void {
		this.#store.run('INSERT INTO identity VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET verified = 1', keyOf(identity));
	}
	forget(identity: string): void {
		this.#store.run('DELETE FROM identity WHERE name = ?', keyOf(identity));
	}
	/** Null: nobody asked for it. */
	isVerified(identity: string): boolean | null {
		const row = this.#store.one<{ verified: number }>('SELECT verified FROM identity WHERE name = ?', keyOf(identity));
		return row && row.verified === 1;
	}
	maySendAs(address: string): boolean {
		const labels = domainOf(address).split('.');
		return this.isVerified(address) === true || labels.some((_, i) => this.isVerified(labels.slice(i).join('.')) === true);
	}

	get sendingEnabled(): boolean {
		return this.#store.setting('sending') !== 'off';
	}
	set sendingEnabled(on: boolean) {
		this.#store.set('sending', on ? 'on' : 'off');
	}
}

/** Addresses SES takes mail for and does not try: they bounced for good, or complained. */
export class Suppression {
	readonly #store: Store;
	readonly #nowMs: () => number;
	constructor(store: Store, nowMs: () => number) {
		this.#store = store;
		this.#nowMs = nowMs;
	}

	list(): readonly SuppressedRow[] {
		return this.#store.all<SuppressedRow>('SELECT * FROM suppressed ORDER BY at DESC, address');
	}
	has(address: string): boolean {
		return this.#store.one('SELECT 1 FROM suppressed WHERE address = ?', address.toLowerCase()) !== null;
	}
	add(address: string, reason: SuppressedRow['reason']): void {
		this.#store.run('INSERT OR REPLACE INTO suppressed VALUES (?,?,?)', address.toLowerCase(), reason, this.#nowMs());
	}
	remove(address: string): void {
		this.#store.run('DELETE FROM suppressed WHERE address = ?', address.toLowerCase());
	}
	clear(): void {
		this.#store.run('DELETE FROM suppressed');
	}
}
