/** What a page of postings says after a button was pressed: the cookie carries a code, never a text. */
const said: Readonly<Record<string, string>> = {
	'posting-asked': 'Asked for. It is written within seconds; how it went appears here.',
	'posting-retry': 'It is tried again. How it went appears here.',
	'posting-cancelled': 'Given up. Nothing was written.',
	'posting-stopped': 'Given up. What stands in the ledger is said beside it.',
	'accounts-chosen': 'Saved. It holds from the next thing that is written.',
	'notes-on': 'Saved. Reminders that go out from now on are noted.',
	'notes-off': 'Saved. No more notes are written, and none for reminders that wait for theirs.',
	'accounts-asked': 'The accounts are being read. They appear here in a few seconds: load the page again.',
};

export const saidBy = (code: string | undefined): string | undefined => (code === undefined ? undefined : said[code]);
