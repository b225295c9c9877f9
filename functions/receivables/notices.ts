/** What the page says after a button was pressed: the cookie carries a code, never a text. */
export type Notice = { readonly kind: 'ok' | 'problem'; readonly text: string };

const notices: Readonly<Record<string, Notice>> = {
	connected: { kind: 'ok', text: 'Connected. The first read has begun; this page follows it.' },
	'connected-some': {
		kind: 'problem',
		text: 'Connected. An organisation you chose is connected by another company, which was asked for it lately: it was left out.',
	},
	'connected-asked': {
		kind: 'ok',
		text: 'Connected. An organisation you chose is connected by another company: its owner was asked, and nothing of it is read until they agree.',
	},
	'move-asked': {
		kind: 'ok',
		text: 'This organisation is connected by another company. Its owner was asked; nothing is read until they agree.',
	},
	'move-proposed': {
		kind: 'ok',
		text: 'This organisation is connected by another company. Before its owner is asked, an owner of your company must say yes: see Connections.',
	},
	'move-agree': { kind: 'ok', text: 'Agreed. The organisation is the other company’s now, and is read here no more.' },
	'move-refuse': { kind: 'ok', text: 'Refused. Nothing has moved, and the other company is told.' },
	'move-confirm': { kind: 'ok', text: 'The owner of the other company was asked. Nothing is read until they agree.' },
	'move-withdraw': { kind: 'ok', text: 'Taken back. The permission that was kept for it is deleted.' },
	disconnected: {
		kind: 'ok',
		text: 'Disconnected. The permission is being revoked at the provider, and its figures have left the totals.',
	},
	sync: { kind: 'ok', text: 'Reading what changed. It takes a few seconds.' },
	'sync-waits': { kind: 'problem', text: 'The provider asked us to wait. The time is beside the ledger; reading then goes on by itself.' },
	export: { kind: 'ok', text: 'The export is being made. Its files appear with the exports when it is ready.' },
	'mails-mode': { kind: 'ok', text: 'The mode is changed. It holds from the next mail on.' },
	'mails-look-from': { kind: 'ok', text: 'Saved. It holds from the next mail on.' },
	'mails-stopped': { kind: 'ok', text: 'No mail leaves any more.' },
	'mails-resumed': { kind: 'ok', text: 'Mails may leave again. What was held back today is decided anew tomorrow.' },
	'mail-approved': { kind: 'ok', text: 'Approved. It is sent after one more look at the ledger, if it is still due.' },
	'mail-rejected': { kind: 'ok', text: 'Rejected. The customer hears from you at the next stage.' },
	'links-ended': { kind: 'ok', text: 'All links to the customer’s page are ended. The next mail carries a new one.' },
	retry: { kind: 'ok', text: 'It is being booked again. How it went appears beside the payment.' },
	compare: { kind: 'ok', text: 'Each open document is compared with the ledger. The result appears beside the ledger.' },
	reread: {
		kind: 'ok',
		text: 'Everything is read again and compared. It goes on in the background; the result appears beside the ledger.',
	},
	'debtor-search': { kind: 'ok', text: 'Looking at every customer who owes. What is found appears here.' },
	'debtor-joined': { kind: 'ok', text: 'They are one debtor now. You can take any of them out again.' },
	'debtor-rejected': { kind: 'ok', text: 'Remembered: they are not one debtor. It is not proposed again.' },
	'debtor-split': { kind: 'ok', text: 'Taken out. The history says who was part of it.' },
	'debtor-again': { kind: 'ok', text: 'Forgotten. If they still share something, the next search proposes them again.' },
	recount: { kind: 'ok', text: 'Checking every figure against its documents. The result appears beside the ledger.' },
};

export const noticeOf = (code: string | undefined): Notice | undefined => (code === undefined ? undefined : notices[code]);
