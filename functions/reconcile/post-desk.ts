import type { VendorId } from '../../shared/domain/payables.ts';
import { type Posting, type PostingProgress, type PostingStep, stepsOf } from '../../shared/domain/posting.ts';
import { newPostingSettings, type PostingSettings } from '../../shared/domain/posting-accounts.ts';
import type { PostOrder } from '../../shared/ports/posting.ts';
import { Desk } from './desk.ts';
import type { PostPorts } from './ports.ts';

/** One posting being written. Its steps and `stepsOf` go side by side. */
export class PostDesk extends Desk<Posting> {
	readonly ports: PostPorts;
	settings: PostingSettings;
	/** Of a set-off, read before anything is written. */
	suppliers: readonly VendorId[] = [];

	constructor(posting: Posting, ports: PostPorts) {
		super(posting, (each) => ports.postings.savePosting(each), ports.clock);
		this.ports = ports;
		this.settings = newPostingSettings(posting.company, posting.ledger);
	}

	get posting(): Posting {
		return this.work;
	}

	progress(at: number): PostingProgress {
		const found = this.work.steps[at];
		if (!found) throw new RangeError('a posting has no such step');
		return found;
	}

	/** From the first step that is sent, it is being written. */
	async saveStep(at: number, progress: PostingProgress): Promise<void> {
		await this.save({ state: 'writing', steps: this.work.steps.map((each, i) => (i === at ? progress : each)) });
	}

	steps(): readonly PostingStep[] {
		return stepsOf(this.work.what);
	}

	/** The step itself, with the credit note that the step before it made. */
	step(at: number): PostingStep {
		const step = this.steps()[at];
		if (!step) throw new RangeError('a posting has no such step');
		if (step.do !== 'allocate' || step.credit !== null) return step;
		const made = this.work.steps[at - 1]?.external;
		if (!made) throw new RangeError('the credit note of a posting is not written yet');
		return { ...step, credit: { kind: 'credit-note', id: made } };
	}

	/** The ledger knows a step by posting and number: the same again is the same write there. */
	order(at: number): PostOrder {
		const { id, customer, currency, minor, day, text } = this.work;
		return {
			key: `${id}-${this.progress(at).n}`,
			step: this.step(at),
			customer,
			currency,
			minor,
			day,
			reference: `Cobro ${id}`,
			text,
			accounts: this.settings.chosen,
			suppliers: this.suppliers,
		};
	}
}
