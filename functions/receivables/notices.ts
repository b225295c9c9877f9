/** What the page says after a button was pressed: the cookie carries a code, never a text. */
export type Notice = { readonly kind: 'ok' | 'problem'; readonly text: string };

const notices: Readonly<Record<string, Notice>> = {
	connected: { kind: 'ok', text: 'Connected. The first read has begun; this page follows it.' },
	'connected-some': {
		kind: 'problem',
		text: 'Connected, but an organisation you chose is already connected by another company and was left out.',
	},
	disconnected: {
		kind: 'ok',
		text: 'Disconnected. The permission is being revoked at the provider, and its figures have left the totals.',
	},
	sync: { kind: 'ok', text: 'Reading what changed. It takes a few seconds.' },
	'sync-waits': { kind: 'problem', text: 'The provider asked us to wait. The time is beside the ledger; reading then goes on by itself.' },
	export: { kind: 'ok', text: 'The export is being made. Its files appear with the exports when it is ready.' },
	recount: { kind: 'ok', text: 'Checking every figure against its documents. The result appears beside the ledger.' },
};

export const noticeOf = (code: string | undefined): Notice | undefined => (code === undefined ? undefined : notices[code]);
