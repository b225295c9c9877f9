/** Names of the variables that `lib` sets and `shared/runtime` reads. Nothing else reads the environment. Permission and variable are granted together. */
import type { QueueName } from './queues.ts';

export const env = {
	table: 'TABLE_NAME',
	queues: {
		refreshes: 'REFRESHES_QUEUE_URL',
		letters: 'LETTERS_QUEUE_URL',
		notices: 'NOTICES_QUEUE_URL',
		pulls: 'PULLS_QUEUE_URL',
		rolls: 'ROLLS_QUEUE_URL',
		plans: 'PLANS_QUEUE_URL',
		mails: 'MAILS_QUEUE_URL',
		mailEvents: 'MAIL_EVENTS_QUEUE_URL',
		checkouts: 'CHECKOUTS_QUEUE_URL',
		bookings: 'BOOKINGS_QUEUE_URL',
		exports: 'EXPORTS_QUEUE_URL',
		payables: 'PAYABLES_QUEUE_URL',
		arrangements: 'ARRANGEMENTS_QUEUE_URL',
	} satisfies Record<QueueName, string>,
	/** KMS key for token grants. */
	grantKey: 'GRANT_KEY_ID',
	/** SSM path of deployment secrets: `<prefix>/xero/client-id` … */
	secrets: 'SECRETS_PREFIX',
	/** Origin people see, no trailing slash: https://hub.example.com */
	hub: 'HUB_ORIGIN',
	/** SHA-256 (hex) of the keys that the edge in front of the API may send, comma-separated; two while one is changed. Empty: nothing is in front. */
	edgeKeys: 'EDGE_KEYS',
	/** OpenID Connect issuer of sign-in, its client id, and the URL of its discovery document's base. */
	signIn: {
		issuer: 'SIGN_IN_ISSUER',
		client: 'SIGN_IN_CLIENT_ID',
		/** Subjects of those who run this deployment, comma-separated: they have the role `operator` in whatever company they are. */
		operators: 'SIGN_IN_OPERATORS',
	},
	/** Provider endpoints: the real ones in AWS, the sandboxes' in the local stack. */
	xero: { authorize: 'XERO_AUTHORIZE_URL', identity: 'XERO_IDENTITY_URL', api: 'XERO_API_URL' },
	quickbooks: {
		authorize: 'QUICKBOOKS_AUTHORIZE_URL',
		token: 'QUICKBOOKS_TOKEN_URL',
		revoke: 'QUICKBOOKS_REVOKE_URL',
		api: 'QUICKBOOKS_API_URL',
	},
	/** `https://api.stripe.com` */
	stripe: { api: 'STRIPE_API_URL' },
	mail: {
		/** Address that reminders and receipts come from; its identity is verified at SES. */
		from: 'MAIL_FROM_ADDRESS',
		/** SES configuration set whose events come back through SNS. */
		configurationSet: 'MAIL_CONFIGURATION_SET',
	},
	/** Bucket of exports. */
	exportsBucket: 'EXPORTS_BUCKET',
	/** What may leave for the real world: `mail,book`. Without `book` bookings are only shown. */
	live: 'COBRO_LIVE',
	/** Mode a new company's sending starts in: `off`, but `live` in the local stack. */
	newCompanySending: 'NEW_COMPANY_SENDING',
	/** The local stack's desk, to which the hub's page then leads. Empty anywhere else. */
	localDesk: 'LOCAL_DESK_URL',
} as const;

/** The real providers. No trailing slash. The local stack puts its sandboxes' addresses in their place, and nothing else. */
export const providerEndpoints = {
	[env.xero.authorize]: 'https://login.xero.com/identity/connect/authorize',
	/** `/connect/token`, `/connect/revocation` */
	[env.xero.identity]: 'https://identity.xero.com',
	/** `/connections`, `/api.xro/2.0/...` */
	[env.xero.api]: 'https://api.xero.com',
	[env.quickbooks.authorize]: 'https://appcenter.intuit.com/connect/oauth2',
	[env.quickbooks.token]: 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer',
	[env.quickbooks.revoke]: 'https://developer.api.intuit.com/v2/oauth2/tokens/revoke',
	/** `/v3/company/{realm}/...` */
	[env.quickbooks.api]: 'https://quickbooks.api.intuit.com',
	[env.stripe.api]: 'https://api.stripe.com',
} as const satisfies Record<string, string>;
