/** Prepares the next page while the present one is worked on. A failure is thrown where its page would have come. */
export async function* ahead<Page, Ready>(pages: AsyncIterable<Page>, prepare: (page: Page) => Promise<Ready>): AsyncGenerator<Ready> {
	const source = pages[Symbol.asyncIterator]();
	const next = async (): Promise<{ readonly ready: Ready } | null> => {
		const { value, done } = await source.next();
		return done ? null : { ready: await prepare(value) };
	};
	let coming = next();
	try {
		for (let page = await coming; page !== null; page = await coming) {
			coming = next();
			// Heard where it is awaited; here only so that nobody calls it unheard meanwhile.
			coming.catch(() => undefined);
			yield page.ready;
		}
	} finally {
		await source.return?.();
	}
}
