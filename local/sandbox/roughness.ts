/**
 * Switches for what a real provider may do and its documentation does not tell. Off: as kind as the documentation. On: as rough as people who read the real
 * thing have to reckon with. Kept in memory on purpose: after a restart a sandbox is kind.
 */
export class RoughSwitches<Roughness extends string> {
	readonly #on = new Set<Roughness>();
	/** Pages that are asked for with more rows take longer than anybody waits; null: none does. */
	slowAbove: number | null = null;

	set(which: Roughness, on: boolean): void {
		if (on) this.#on.add(which);
		else this.#on.delete(which);
	}
	is(which: Roughness): boolean {
		return this.#on.has(which);
	}
	isSlow(rows: number): boolean {
		return this.slowAbove !== null && rows > this.slowAbove;
	}
}
