type Consumed = { readonly CapacityUnits?: number | undefined };

/** Units of an answer, of one table or several. */
export const consumed = (capacity: Consumed | readonly Consumed[] | undefined): number =>
	[capacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + (CapacityUnits ?? 0), 0);
