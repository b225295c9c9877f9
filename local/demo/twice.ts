/** Figures read twice: as the hub's API says them, and as the sandboxes' own stores hold them. What differs is remembered. */
import { digits } from '../../web/amount.ts';

export class Twice {
	/** Figures that were read twice, whether they agreed or not. */
	figures = 0;
	/** What must be so and is no figure. */
	checks = 0;
	readonly differences: string[] = [];

	/** The hub's figure with its mark; beside it the other one where they differ. Amounts are decimal texts. */
	figure(what: string, hub: string | number, own: string | number): string {
		this.figures += 1;
		const [said, held] = [String(hub), String(own)];
		if (said === held) return `${digits(said)} ✓`;
		this.differences.push(`${what}: the hub says ${said}, the sandbox holds ${held}`);
		return `${digits(said)} ✗ ${digits(held)}`;
	}

	/** `what` says what is wrong when it does not hold. */
	must(what: string, holds: boolean): string {
		this.checks += 1;
		if (!holds) this.differences.push(what);
		return holds ? '✓' : '✗';
	}
}
