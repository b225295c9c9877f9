/** Who sells: the company as customers are to read it, taken from its ledger. */

export type Legal = {
	/** As registered; never translated. */
	readonly name: string;
	/** As the ledger writes it. */
	readonly taxId: string | null;
	/** On one line. */
	readonly address: string | null;
};

/** Of a ledger's free text: one line, nothing that turns the direction of writing, not without end. */
const plain = (text: string, most: number): string =>
	text
		.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
		.trim()
		.slice(0, most);

/** A person's own social security number, which US sole proprietors may use as their tax number: nobody else's to read. */
const isPersonal = (text: string): boolean => /^\d{3}-\d{2}-\d{4}$/.test(text);

/** From what a ledger may or may not say. `name` stands where no legal name is given. */
export const legalOf = (
	name: string,
	{ legalName, taxId, address }: { readonly legalName: string; readonly taxId: string; readonly address: readonly string[] },
): Legal => {
	const id = plain(taxId, 50);
	const lines = address.map((line) => plain(line, 100)).filter((line) => line !== '');
	return {
		name: plain(legalName, 200) || name,
		taxId: id === '' || isPersonal(id) ? null : id,
		// A country alone is no address.
		address: lines.length < 2 ? null : plain(lines.join(', '), 300),
	};
};

/** Nothing that customers read differs. */
export const sameLegal = (a: Legal | null, b: Legal | null): boolean =>
	a?.name === b?.name && a?.taxId === b?.taxId && a?.address === b?.address;

/** As known now: until the ledger has told us who it is, its name alone. */
export const sellerOf = ({ name, legal }: { readonly name: string; readonly legal: Legal | null }): Legal =>
	legal ?? { name, taxId: null, address: null };
