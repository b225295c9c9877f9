/**
 * Repairs of fauxqs 2.4.1's store on disk. It exports no hook for them, so the class is reached by its file; another version stops here, aloud.
 *
 * 1. ChangeMessageVisibility to 0 writes NULL into NOT NULL columns: the call fails and the message is gone until the next start.
 * 2. SQLite waits for the disk after every message. With WAL, `synchronous = NORMAL` loses nothing to a kill -9 either, and is several times faster.
 * 3. A message that was handed out stays hidden after a start, for up to 12 minutes. Here whoever held it has ended with the queues: it is ready at once.
 */
type Persistence = {
	db: { exec(sql: string): void; prepare(sql: string): { run(...values: unknown[]): unknown } };
	prepareStatements(): unknown;
	updateMessageReady(messageId: string): void;
};

export const repairFauxqs = async (): Promise<void> => {
	const file = new URL('persistence.js', import.meta.resolve('fauxqs')).href;
	const { PersistenceManager } = (await import(file)) as { PersistenceManager?: { prototype: Persistence } };
	const prototype = PersistenceManager?.prototype;
	if (typeof prototype?.prepareStatements !== 'function' || typeof prototype.updateMessageReady !== 'function')
		throw new Error('this is not fauxqs 2.4.1: look whether local/aws/queues/fauxqs-repairs.ts is still needed');
	const prepareStatements: (this: Persistence) => unknown = Reflect.get(prototype, 'prepareStatements');
	prototype.prepareStatements = function (this: Persistence): unknown {
		this.db.exec('PRAGMA synchronous = NORMAL');
		this.db.exec('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL');
		return prepareStatements.call(this);
	};
	prototype.updateMessageReady = function (this: Persistence, messageId: string): void {
		this.db.prepare('UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?').run(messageId);
	};
};
