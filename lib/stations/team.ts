/** Who is who: sign-in and sign-out, and what waits for a person. Routes of stations that a later issue builds answer 501 from here. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Around } from '../parts/around.ts';
import { Fn } from '../parts/fn.ts';

export class Team extends Construct {
	constructor(scope: Construct, id: string, around: Around) {
		super(scope, id);
		const { api, state } = around;
		const everyone = new Fn(this, 'Public', {
			...around,
			entry: 'team/public.http.ts',
			impact: 'Nobody can sign in.',
			memory: 1024,
			timeout: Duration.seconds(28),
		});
		const app = new Fn(this, 'App', {
			...around,
			entry: 'team/app.http.ts',
			impact: 'People cannot sign out, nor see what could not be done.',
			memory: 512,
			timeout: Duration.seconds(28),
		});

		api.routes(everyone, 'public', ['GET /sign-in', 'GET /sign-in/callback']);
		api.routes(app, 'app', ['POST /sign-out', 'GET /me', 'GET /dead-letters']);
		state.letWrite(everyone);
		state.letRead(app);
	}
}
