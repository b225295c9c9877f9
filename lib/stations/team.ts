/** Who is who: sign-in and sign-out, a company's people, and what waits for a person. Routes of stations that a later issue builds answer 501 from here. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Around } from '../parts/around.ts';
import { Fn } from '../parts/fn.ts';
import type { Connect } from './connect.ts';

export type TeamAround = Around & { readonly connect: Connect };

export class Team extends Construct {
	constructor(scope: Construct, id: string, around: TeamAround) {
		super(scope, id);
		const { api, state, connect } = around;
		const everyone = new Fn(this, 'Public', {
			...around,
			entry: 'team/public.http.ts',
			impact: 'Nobody can sign in, nor join a company by an invitation.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const app = new Fn(this, 'App', {
			...around,
			entry: 'team/app.http.ts',
			impact: 'People cannot sign out, invite others or change what they may do, nor see what could not be done.',
			memory: 512,
			timeout: Duration.seconds(28),
		});

		api.routes(everyone, 'public', ['GET /sign-in', 'GET /sign-in/callback', 'GET /join/{token}', 'POST /join/{token}']);
		api.routes(app, 'app', [
			'POST /sign-out',
			'GET /me',
			'GET /dead-letters',
			'GET /people',
			'POST /people/invitations',
			'POST /people/invitations/{invitation}/revoke',
			'POST /people/{person}/{verb}',
		]);
		state.letWrite(everyone, app);
		// Letters of invitations go the way of all letters to a company's own people.
		connect.letters.acceptsFrom(app);
	}
}
