/** Counts what goes over the wire to DynamoDB, apart from the product's own counting: requests, units as the table says them, and items written. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type Used = { readonly requests: number; readonly reads: number; readonly writes: number; readonly items: number };

type Input = {
	TransactItems?: readonly unknown[];
	RequestItems?: Readonly<Record<string, readonly unknown[]>>;
	ReturnConsumedCapacity?: string;
};
type Capacity = { readonly CapacityUnits?: number };

const itemsIn = (command: string, { TransactItems, RequestItems }: Input): number => {
	if (command.startsWith('TransactWrite')) return TransactItems?.length ?? 0;
	if (command.startsWith('BatchWrite')) return Object.values(RequestItems ?? {}).flat().length;
	return /^(Put|Update|Delete)Item/.test(command) ? 1 : 0;
};

export class Meter {
	#requests = 0;
	#reads = 0;
	#writes = 0;
	#items = 0;

	constructor(db: DynamoDBDocumentClient) {
		db.middlewareStack.add(
			(next, context) => async (args) => {
				const input = args.input as Input;
				input.ReturnConsumedCapacity = 'TOTAL';
				const answer = await next(args);
				const command = (context.commandName ?? '').replace(/Command$/, '');
				const items = itemsIn(command, input);
				const { ConsumedCapacity = [] } = answer.output as { ConsumedCapacity?: Capacity | readonly Capacity[] };
				const units = [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
				this.#requests += 1;
				this.#items += items;
				if (items > 0) this.#writes += units;
				else this.#reads += units;
				return answer;
			},
			{ step: 'initialize', name: 'benchMeter' },
		);
	}

	/** What `work` used. */
	async of(work: () => Promise<unknown>): Promise<Used> {
		const before = this.#now();
		await work();
		const after = this.#now();
		return {
			requests: after.requests - before.requests,
			reads: after.reads - before.reads,
			writes: after.writes - before.writes,
			items: after.items - before.items,
		};
	}

	#now(): Used {
		return { requests: this.#requests, reads: this.#reads, writes: this.#writes, items: this.#items };
	}
}
