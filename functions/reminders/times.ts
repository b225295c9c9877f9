/** How long anything waits. Sources: DESIGN 9.1 (states) and 9.2 (freshness). */
/** The ledger must have been read within this before a mail about it goes out. */
export const freshnessMs = 10 * 60_000;
/** Time-out of the function that sends (lib/stations/reminders.ts), and how long its claim lives: a Lambda cannot outlive it. */
export const sendTimeoutMs = 60_000;
export const leaseMs = sendTimeoutMs + 30_000;
/** A planned mail that no read released by then looks for itself. */
export const releaseMs = 2 * 60_000;
/** Between two looks at a ledger that is not fresh. */
export const staleMs = 60_000;
/** … that a person must connect again, or that is read for the first time. */
export const unreadableMs = 30 * 60_000;
/** The event of a mail must be here by then … */
export const eventMs = 15 * 60_000;
/** … and of one that nobody knows of, by then: after that it stays unknown. */
export const unknownMs = 60 * 60_000;
/** An earlier mail to the same customer is not settled yet, or receipts are stopped. */
export const unsettledMs = 5 * 60_000;
/** Something of the customer in the ledger cannot be read: the read that mends it looks at the mail as well. */
export const unsureMs = 30 * 60_000;
/** A payment is being booked: it is settled with the next read of the ledger, which looks at the mail again as well. */
export const bookingMs = 60_000;
/** A company's day is planned from its midnight on by this much, so that clocks which differ a little agree on the day. */
export const afterMidnightMs = 5 * 60_000;
/** A planner begins no further page after this, and is looked after when it was cut. */
export const planMs = 20_000;
export const planLeaseMs = 3 * 60_000;
/** Receipts that could not be sent for so long are given up. */
export const receiptMs = 7 * 24 * 60 * 60_000;
/** … and notices: later, what they tell is old news. */
export const noticeMs = 2 * 24 * 60 * 60_000;
/** A pay link lives as long after its mail. */
export const linkMs = 60 * 24 * 60 * 60_000;

/** 1 min, 2 min, 4 min … at most an hour. */
export const backoffMs = (tries: number): number => Math.min(60_000 * 2 ** Math.min(tries, 10), 60 * 60_000);
