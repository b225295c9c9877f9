/** CreateTable input for the one table, for tests and benches; the local stack itself creates it from the synthesized template. */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { table } from '../../../shared/wire/table.ts';

const keySchema = (partition: string, sort: string) => [
	{ AttributeName: partition, KeyType: 'HASH' as const },
	{ AttributeName: sort, KeyType: 'RANGE' as const },
];

/** On demand, TTL to be switched on apart (`UpdateTimeToLive`, attribute `table.ttl`). */
export const tableDefinition = (name: string): CreateTableCommandInput => ({
	TableName: name,
	BillingMode: 'PAY_PER_REQUEST',
	AttributeDefinitions: [table, ...Object.values(table.indexes)].flatMap(({ partition, sort }) =>
		[partition, sort].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
	),
	KeySchema: keySchema(table.partition, table.sort),
	GlobalSecondaryIndexes: Object.entries(table.indexes).map(([IndexName, { partition, sort, projected }]) => ({
		IndexName,
		KeySchema: keySchema(partition, sort),
		Projection:
			projected.length > 0
				? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...projected] }
				: { ProjectionType: 'KEYS_ONLY' as const },
	})),
});
