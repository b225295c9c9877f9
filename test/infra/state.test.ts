import { describe, expect, it } from 'vitest';
import { table } from '../../shared/wire/table.ts';
import { ofType, synthesized } from './synthesized.ts';

const { templates, state, hub, watch } = synthesized();

describe('what must survive', () => {
	it('keeps its logical ids: another id is another, empty table', () => {
		const ids = Object.entries(state).map(([id, { Type }]) => `${Type} ${id}`);
		expect(ids.sort()).toEqual([
			'AWS::DynamoDB::GlobalTable TableCD117FA1',
			'AWS::KMS::Key GrantKey9003CDB3',
			'AWS::KMS::Key TableKeyF581D96F',
			'AWS::S3::Bucket Exports25637AFB',
			'AWS::S3::BucketPolicy ExportsPolicy19EDB0DD',
		]);
	});

	it('is kept when the stack goes', () => {
		for (const [id, resource] of Object.entries(state)) {
			if (resource.Type === 'AWS::S3::BucketPolicy') continue;
			expect([id, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([id, 'Retain', 'Retain']);
		}
	});

	it('has the table that wire/table.ts defines', () => {
		templates.state.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
			BillingMode: 'PAY_PER_REQUEST',
			KeySchema: [
				{ AttributeName: table.partition, KeyType: 'HASH' },
				{ AttributeName: table.sort, KeyType: 'RANGE' },
			],
			TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true },
			SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
			Replicas: [{ DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
			GlobalSecondaryIndexes: Object.entries(table.indexes).map(([IndexName, index]) => ({
				IndexName,
				KeySchema: [
					{ AttributeName: index.partition, KeyType: 'HASH' },
					{ AttributeName: index.sort, KeyType: 'RANGE' },
				],
				Projection:
					index.projected.length > 0
						? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projected] }
						: { ProjectionType: 'KEYS_ONLY' },
			})),
		});
	});

	it('rotates its keys', () => {
		templates.state.allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
	});

	it('is all there is: nothing in the hub holds data', () => {
		for (const type of ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key'])
			expect(ofType(hub, type)).toEqual([]);
	});
});

describe('the hub', () => {
	// Beyond it a station is to move to a stack of its own.
	it('has fewer than 450 resources, and so have its alarms (CloudFormation takes 500 a stack)', () => {
		expect(Object.keys(hub).length).toBeLessThan(450);
		expect(Object.keys(watch).length).toBeLessThan(450);
	});
});
