/** Files too large for an answer, kept for a month. */

/** There is no such file (any more). */
export class FileMissing extends Error {
	override readonly name = 'FileMissing';
}

export type Files = {
	/** A whole file. The last put wins. */
	put(key: string, bytes: Uint8Array, type: string): Promise<void>;
	/** Begins a file that comes in parts; answers the upload's id. One that is never completed goes away after a day. */
	begin(key: string, type: string): Promise<string>;
	/** Part `n` (1–10,000) of at least 5 MiB, but for the last. Sending a part again replaces it. Answers its tag. */
	part(key: string, upload: string, n: number, bytes: Uint8Array): Promise<string>;
	/** Puts the parts together. Done before is done. @throws FileMissing when neither upload nor file is there */
	complete(key: string, upload: string, tags: readonly string[]): Promise<void>;
	/** Gives an upload up. Idempotent. */
	abort(key: string, upload: string): Promise<void>;
	/** @throws FileMissing */
	read(key: string): Promise<AsyncIterable<Uint8Array>>;
	/** An address anyone may fetch the file from for so many seconds, saved under `name` (ASCII, no quotes). */
	link(key: string, name: string, type: string, seconds: number): Promise<string>;
};
