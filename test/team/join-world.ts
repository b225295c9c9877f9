/** A company with Ana, the real table, a sign-in service that says what a test wants, and an inbox: use cases run as lives whose power may go at any call. */

import { writeInvitation } from '../../functions/connect/write-invitation.ts';
import { type AcceptPorts, viewInvitation } from '../../functions/team/accept-invitation.ts';
import { changeRoles, removePerson } from '../../functions/team/change-people.ts';
import { completeSignIn } from '../../functions/team/complete-sign-in.ts';
import { invite, revokeInvitation } from '../../functions/team/invite.ts';
import type { Asker, PeoplePorts } from '../../functions/team/people-ports.ts';
import { seeded } from '../../local/scenario/seeded.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../../shared/adapters/dynamo/connections.ts';
import { dynamoDirectory } from '../../shared/adapters/dynamo/directory.ts';
import { dynamoPeople } from '../../shared/adapters/dynamo/people.ts';
import { dynamoThrottle } from '../../shared/adapters/dynamo/throttle.ts';
import { type Instant, instant, later } from '../../shared/domain/day.ts';
import type { GivenRole, Invitation } from '../../shared/domain/invitation.ts';
import type { InvitationOrder } from '../../shared/domain/invitation-letter.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { MailFault, type MailFaultKind } from '../../shared/ports/mailer.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Claims, SignIn } from '../../shared/ports/sign-in.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { Cut, type CutPlan, Life, Power } from '../model/life.ts';
import type { Bench } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';

const claimsOf = (name: string, over: Partial<Claims> = {}): Claims => ({
	issuer: 'https://id.example.com',
	subject: name,
	name,
	email: `${name.split('-')[0]}@demo.example`,
	emailProven: true,
	language: null,
	tokenId: 't',
	expiresAt: 2,
	...over,
});

export class JoinWorld {
	/** Far from now: the table forgets by its own clock what has ended. */
	now: Instant = instant('2035-05-07T09:00:00.000Z');
	readonly power = new Power();
	/** What SES took: the letter, and to whom. */
	readonly mails: { readonly to: string; readonly order: InvitationOrder }[] = [];
	readonly sent: Message[] = [];
	mailFault: MailFaultKind | null = null;
	stopped = false;
	readonly #name: string;
	readonly #store;
	readonly people;
	readonly companies;
	readonly directory;
	#seed = 0;

	/** `name`: makes its people its own in a table that others share. */
	constructor(bench: Bench, name: string) {
		this.#name = name;
		this.#store = bench.open();
		this.people = dynamoPeople(this.#store);
		this.companies = dynamoCompanies(this.#store);
		this.directory = dynamoDirectory(this.#store);
	}
	claims(who: string, over: Partial<Claims> = {}): Claims {
		return claimsOf(`${who}-${this.#name}`, over);
	}
	pass(ms: number): void {
		this.now = later(this.now, ms);
	}
	cut(plan: CutPlan | null): void {
		this.power.plan(plan);
	}

	#ports(life: Life) {
		return {
			companies: life.through(this.companies),
			directory: life.through(this.directory),
			people: life.through(this.people),
			throttle: life.through(dynamoThrottle(this.#store)),
			queues: life.through({ send: async (message: Message) => void this.sent.push(message) }),
			clock: { now: () => this.now },
		};
	}
	/** What comes of it: done, `cut`, or the refusal's code. */
	async #life(
		work: (
			ports: PeoplePorts & AcceptPorts & Pick<Parameters<typeof completeSignIn>[2], 'companies' | 'directory'>,
			life: Life,
		) => Promise<unknown>,
	): Promise<string> {
		const life = new Life(this.power, seeded(++this.#seed));
		try {
			await work(this.#ports(life), life);
			return 'done';
		} catch (error) {
			if (error instanceof Cut) return 'cut';
			if (error instanceof Refusal) return error.code;
			throw error;
		}
	}

	/** With the token of an invitation: by its link. */
	signIn(who: string, token?: string, over: Partial<Claims> = {}): Promise<string> {
		const claims = this.claims(who, over);
		const pending = { state: 's', nonce: 'n', verifier: 'v', ...(token === undefined ? {} : { invitation: token }) };
		const signIn = fake<SignIn>({ redeem: async () => 'token', verify: async () => claims });
		return this.#life((ports) => completeSignIn({ code: 'c', state: 's', redirectUri: 'r' }, pending, { ...ports, signIn }));
	}
	look(token: string): Promise<string> {
		return this.#life((ports) => viewInvitation(token, ports));
	}
	async asker(who: string): Promise<Asker> {
		const { issuer, subject } = this.claims(who);
		const at = await this.directory.subject(issuer, subject);
		const user = at && (await this.companies.user(at.company, at.user));
		if (!user) throw new Error(`${who} is nowhere`);
		return { company: user.company, user: user.id, name: user.name, roles: user.roles };
	}
	invite(asker: Asker, email: string, roles: readonly GivenRole[] = ['finance']): Promise<string> {
		return this.#life((ports) => invite(asker, { email, roles, language: 'en' }, ports));
	}
	revoke(asker: Asker, id: string): Promise<string> {
		return this.#life((ports) => revokeInvitation(asker, id, ports));
	}
	roles(asker: Asker, user: string, roles: readonly GivenRole[]): Promise<string> {
		return this.#life((ports) => changeRoles(asker, user, { roles, seen: undefined }, ports));
	}
	remove(asker: Asker, user: string): Promise<string> {
		return this.#life((ports) => removePerson(asker, user, undefined, ports));
	}

	/** One delivery of an invitation's message. */
	write({ company, id: invitation }: Pick<Invitation, 'company' | 'id'>): Promise<string> {
		return this.#life((ports, life) =>
			writeInvitation(
				{ type: 'connect.invite', company, invitation },
				{
					...ports,
					mailings: fake<Mailings>({ stoppedEverywhere: async () => (this.stopped ? { by: 'operator', at: this.now } : null) }),
					letters: async () => ({
						renderInvitation: (order) => ({ language: 'en', subject: JSON.stringify(order), text: '', html: '' }),
					}),
					mailer: async () =>
						life.through({
							send: async ({ to, subject }: { readonly to: string; readonly subject: string }) => {
								if (this.mailFault) throw new MailFault(this.mailFault, 'SES');
								this.mails.push({ to, order: JSON.parse(subject) as InvitationOrder });
								return 'id';
							},
						}),
					log: { warn: () => undefined },
					settings: { hub: 'https://hub.example.com', from: 'cobro@example.com' },
				},
			),
		);
	}
	/** What the sweeper finds due of invitations. */
	async due(): Promise<readonly string[]> {
		return (await dynamoConnections(this.#store).dueGrants(this.now, 100)).map(({ id }) => id);
	}
	/** The token in the latest letter. */
	token(): string {
		return this.mails.at(-1)?.order.joinUrl.split('/').at(-1) ?? '';
	}
	/** Ana's company with an invitation to Boris, whose letter has come. */
	async invited(roles: readonly GivenRole[] = ['finance']): Promise<{ readonly ana: Asker; readonly invitation: Invitation }> {
		await this.signIn('ana');
		const ana = await this.asker('ana');
		await this.invite(ana, 'boris@demo.example', roles);
		const [made] = await this.people.invitations(ana.company);
		if (!made) throw new Error('nobody was invited');
		await this.write(made);
		const invitation = await this.people.invitation(ana.company, made.id);
		if (!invitation) throw new Error('it is gone');
		return { ana, invitation };
	}
}
