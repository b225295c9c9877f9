/**
 * Xero's identity service: consents, codes, tokens, connections. Access tokens live 30 minutes, refresh tokens 60 days and rotate with every use;
 * the one before may be tried again for 30 minutes and then answers the tokens of today.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { guidOf, newGuid } from './ids.ts';
import type { Store } from './store.ts';

/** The two people of the sandbox. One of them may serve several companies: that is why consents must be told apart (threat T2). */
export const xeroPeople = [
	{ id: guidOf('people', 'person', 'ana'), name: 'Ana Pereira', email: 'ana@example.com' },
	{ id: guidOf('people', 'person', 'ben'), name: 'Ben Okafor', email: 'ben@example.com' },
] as const;

const accessMs = 30 * 60_000;
const refreshMs = 60 * 86_400_000;
const graceMs = 30 * 60_000;
const codeMs = 5 * 60_000;

type ConsentRow = {
	readonly event: string;
	readonly person: string;
	readonly scope: string;
	readonly access: string;
	readonly access_expires: number;
	readonly refresh: string;
	readonly refresh_expires: number;
};
export type ConnectionRow = {
	readonly id: string;
	readonly person: string;
	readonly org: string;
	readonly event: string;
	readonly created: number;
	readonly updated: number;
};
export type TokenAnswer = {
	readonly access_token: string;
	readonly refresh_token: string;
	readonly expires_in: number;
	readonly token_type: 'Bearer';
	readonly scope: string;
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export class Identity {
	readonly #store: Store;
	readonly #client: { readonly id: string; readonly secret: string };

	constructor(store: Store, client: { readonly id: string; readonly secret: string }) {
		this.#store = store;
		this.#client = client;
	}

	knows(clientId: string): boolean {
		return clientId === this.#client.id;
	}
	/** Checks an `Authorization: Basic` header. */
	isClient(header: string | undefined): boolean {
		return header === `Basic ${Buffer.from(`${this.#client.id}:${this.#client.secret}`).toString('base64')}`;
	}

	/** A person agrees: these organisations belong to this consent from now on, also where an earlier one had them. Returns the code. */
	agree(person: string, organisations: readonly string[], redirect: string, scope: string): string {
		const event = newGuid();
		const code = randomBytes(24).toString('base64url');
		const now = this.#store.nowMs();
		this.#store.transaction(() => {
			for (const org of organisations)
				this.#store.run(
					`INSERT INTO connection VALUES (?,?,?,?,?,?)
					 ON CONFLICT (person, org) DO UPDATE SET event = excluded.event, updated = excluded.updated`,
					newGuid(),
					person,
					org,
					event,
					now,
					now,
				);
			this.#store.run('INSERT INTO code VALUES (?,?,?,?,?,?)', code, person, event, redirect, scope, now + codeMs);
		});
		return code;
	}

	#issue(event: string, person: string, scope: string): TokenAnswer {
		const now = this.#store.nowMs();
		const seconds = Math.floor(now / 1000);
		const claims = {
			nbf: seconds,
			exp: seconds + accessMs / 1000,
			iss: 'https://identity.xero.com',
			aud: 'https://identity.xero.com/resources',
			client_id: this.#client.id,
			sub: person.replaceAll('-', ''),
			xero_userid: person,
			jti: randomBytes(16).toString('hex'),
			authentication_event_id: event,
			scope: scope.split(' '),
		};
		const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
		const access = `${unsigned}.${createHmac('sha256', this.#client.secret).update(unsigned).digest('base64url')}`;
		const refresh = randomBytes(32).toString('base64url');
		this.#store.run(
			'INSERT OR REPLACE INTO consent VALUES (?,?,?,?,?,?,?)',
			event,
			person,
			scope,
			access,
			now + accessMs,
			refresh,
			now + refreshMs,
		);
		this.#store.run('INSERT INTO access VALUES (?,?,?)', access, event, now + accessMs);
		this.#store.run('DELETE FROM access WHERE expires < ?', now);
		return { access_token: access, refresh_token: refresh, expires_in: accessMs / 1000, token_type: 'Bearer', scope };
	}

	/** Once; null when the code is unknown, used, expired or was given to another redirect. */
	redeem(code: string, redirect: string): TokenAnswer | null {
		return this.#store.transaction(() => {
			const row = this.#store.one<{ person: string; event: string; redirect: string; scope: string; expires: number }>(
				'SELECT * FROM code WHERE code = ?',
				code,
			);
			this.#store.run('DELETE FROM code WHERE code = ?', code);
			if (!row || row.redirect !== redirect || row.expires < this.#store.nowMs()) return null;
			return this.#issue(row.event, row.person, row.scope);
		});
	}

	/** Null when Xero would answer invalid_grant. */
	refresh(token: string): TokenAnswer | null {
		return this.#store.transaction(() => {
			const now = this.#store.nowMs();
			const row = this.#store.one<ConsentRow>('SELECT * FROM consent WHERE refresh = ?', token);
			if (row) {
				if (row.refresh_expires < now) return null;
				this.#store.run('INSERT INTO old_refresh VALUES (?,?,?)', token, row.event, now);
				return this.#issue(row.event, row.person, row.scope);
			}
			const old = this.#store.one<{ event: string; replaced: number }>('SELECT * FROM old_refresh WHERE token = ?', token);
			if (!old || old.replaced + graceMs < now) return null;
			const today = this.#store.one<ConsentRow>('SELECT * FROM consent WHERE event = ?', old.event);
			return (
				today && {
					access_token: today.access,
					refresh_token: today.refresh,
					expires_in: Math.max(0, Math.floor((today.access_expires - now) / 1000)),
					token_type: 'Bearer' as const,
					scope: today.scope,
				}
			);
		});
	}

	/** Ends the consent: its tokens and its connections. Unknown tokens are fine. */
	revoke(token: string): void {
		this.#store.transaction(() => {
			const event =
				this.#store.one<{ event: string }>('SELECT event FROM consent WHERE refresh = ?', token)?.event ??
				this.#store.one<{ event: string }>('SELECT event FROM old_refresh WHERE token = ?', token)?.event;
			if (!event) return;
			// As the real one: all that this person ever opened to the app ends, whichever consent opened it.
			const all = this.#store.all<{ event: string }>(
				'SELECT event FROM consent WHERE person = (SELECT person FROM consent WHERE event = ?)',
				event,
			);
			for (const name of ['old_refresh', 'access', 'connection', 'consent'])
				for (const each of all) this.#store.run(`DELETE FROM ${name} WHERE event = ?`, each.event);
		});
	}

	/** What is agreed to now, by person. */
	consents(): { readonly event: string; readonly person: string; readonly scope: string }[] {
		return this.#store.all('SELECT event, person, scope FROM consent ORDER BY event');
	}
	/** Every consent of today goes on without it, as one from before the app asked for it. The next one has it again. */
	dropScope(scope: string): void {
		this.#store.transaction(() => {
			for (const consent of this.consents()) {
				const rest = consent.scope.split(' ').filter((each) => each !== scope);
				this.#store.run('UPDATE consent SET scope = ? WHERE event = ?', rest.join(' '), consent.event);
			}
		});
	}

	/** Whose token it is; null when unknown, expired or revoked. */
	bearer(header: string | undefined): { readonly person: string; readonly event: string; readonly scope: string } | null {
		const token = /^Bearer (.+)$/.exec(header ?? '')?.[1];
		if (!token) return null;
		return this.#store.one<{ person: string; event: string; scope: string }>(
			'SELECT c.person, c.event, c.scope FROM access a JOIN consent c ON c.event = a.event WHERE a.token = ? AND a.expires > ?',
			token,
			this.#store.nowMs(),
		);
	}

	/** All of a person's, whichever consent opened them: exactly as the real one. `event` narrows it to one consent. */
	connections(person: string, event: string | null = null): ConnectionRow[] {
		return event === null
			? this.#store.all<ConnectionRow>('SELECT * FROM connection WHERE person = ? ORDER BY created, id', person)
			: this.#store.all<ConnectionRow>('SELECT * FROM connection WHERE person = ? AND event = ? ORDER BY created, id', person, event);
	}
	connected(person: string, org: string): boolean {
		return this.#store.one('SELECT 1 AS yes FROM connection WHERE person = ? AND org = ?', person, org) !== null;
	}
	/** True when any consent covers it: only then does Xero send webhooks of it. */
	watched(org: string): boolean {
		return this.#store.one('SELECT 1 AS yes FROM connection WHERE org = ?', org) !== null;
	}
	disconnect(person: string, id: string): boolean {
		if (!this.#store.one('SELECT 1 AS yes FROM connection WHERE person = ? AND id = ?', person, id)) return false;
		this.#store.run('DELETE FROM connection WHERE id = ?', id);
		return true;
	}
}
