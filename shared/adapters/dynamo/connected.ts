import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What was consumed since the store was opened. Only grows. */
export type Count = {
	requests: number;
	/** Read and write units as the table says them. */
	reads: number;
	writes: number;
	/** Items put, updated or deleted. */
	items: number;
};

/** The table and the SDK's client to it. */
export type Connected = {
	readonly table: string;
	readonly db: DynamoDBDocumentClient;
	readonly count: Count;
	/** Whether the table is asked for the units of each request; without, they stay 0. */
	readonly units: 'TOTAL' | 'NONE';
};
