/**
 * What must survive: the table, the keys, the bucket of exports. A stack of its own, so that no change of the code can replace them.
 * The `let…` methods give a function the permission and the variable that needs it together; nothing else grants access to state.
 */
import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
	AttributeType,
	Billing,
	type GlobalSecondaryIndexPropsV2,
	ProjectionType,
	TableEncryptionV2,
	TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { env } from '../shared/wire/env.ts';
import { table } from '../shared/wire/table.ts';
import type { Fn } from './parts/fn.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
/** No Scan, no PartiQL, nothing that changes the table itself. Transactions are allowed through their parts. */
const writes = [
	...reads,
	'dynamodb:PutItem',
	'dynamodb:UpdateItem',
	'dynamodb:DeleteItem',
	'dynamodb:BatchWriteItem',
	'dynamodb:ConditionCheckItem',
];

const keyUses = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** A consent's tokens are sealed for one purpose each; a function opens only what it works with. */
export type SealPurpose = 'access' | 'refresh';

export class State extends Stack {
	readonly table: TableV2;
	readonly exports: Bucket;
	readonly #tableKey: Key;
	readonly #grantKey: Key;

	constructor(scope: Construct, id: string, props: StackProps) {
		super(scope, id, props);
		this.#tableKey = new Key(this, 'TableKey', {
			description: 'Cobro: the table at rest.',
			enableKeyRotation: true,
			removalPolicy: RemovalPolicy.RETAIN,
		});
		this.table = new TableV2(this, 'Table', {
			partitionKey: text(table.partition),
			sortKey: text(table.sort),
			billing: Billing.onDemand(),
			timeToLiveAttribute: table.ttl,
			pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
			encryption: TableEncryptionV2.customerManagedKey(this.#tableKey),
			deletionProtection: true,
			removalPolicy: RemovalPolicy.RETAIN,
			globalSecondaryIndexes: Object.entries(table.indexes).map(
				([indexName, index]): GlobalSecondaryIndexPropsV2 => ({
					indexName,
					partitionKey: text(index.partition),
					sortKey: text(index.sort),
					...(index.projected.length > 0
						? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.projected] }
						: { projectionType: ProjectionType.KEYS_ONLY }),
				}),
			),
		});
		this.#grantKey = new Key(this, 'GrantKey', {
			description: "Cobro: tokens of companies' consents, with company and purpose as encryption context.",
			enableKeyRotation: true,
			removalPolicy: RemovalPolicy.RETAIN,
		});
		this.exports = new Bucket(this, 'Exports', {
			encryption: BucketEncryption.S3_MANAGED,
			blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
			enforceSSL: true,
			removalPolicy: RemovalPolicy.RETAIN,
			lifecycleRules: [{ expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
		});
		Validations.of(this.exports).acknowledge({
			id: 'AwsSolutions-S1',
			reason:
				'S3 access logs would keep object keys and addresses of people, which no log of Cobro does; the hub itself records who took which export.',
		});
	}

	/** Read the table and its indexes. */
	letRead(...fns: readonly Fn[]): void {
		for (const fn of fns) this.#onTable(fn, reads, ['kms:Decrypt', 'kms:DescribeKey']);
	}

	/** Read and write the table and its indexes. */
	letWrite(...fns: readonly Fn[]): void {
		for (const fn of fns) this.#onTable(fn, writes, keyUses);
	}

	/** Seal tokens, for either purpose. */
	letSeal(...fns: readonly Fn[]): void {
		for (const fn of fns) this.#onGrants(fn, 'kms:Encrypt', ['access', 'refresh']);
	}

	/** Open tokens sealed for this purpose, and no others: the key itself refuses. */
	letOpen(fn: Fn, purpose: SealPurpose): void {
		this.#onGrants(fn, 'kms:Decrypt', [purpose]);
	}

	/** Write exports in parts, give parts up, and read back what was written. */
	letStoreExports(fn: Fn): void {
		this.#onExports(fn, ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject']);
		// Else S3 says "forbidden" of a file that is not there, and nobody could tell that from a missing grant.
		fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.exports.bucketArn] }));
	}

	/** Read exports, and so sign addresses they can be read from for a while. */
	letFetchExports(fn: Fn): void {
		this.#onExports(fn, ['s3:GetObject']);
	}

	#onTable(fn: Fn, actions: readonly string[], onKey: readonly string[]): void {
		const indexes = Object.keys(table.indexes).map((name) => `${this.table.tableArn}/index/${name}`);
		fn.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [this.table.tableArn, ...indexes] }));
		// DynamoDB uses the table's key in the caller's name; the caller may use it no other way.
		fn.addToRolePolicy(
			new PolicyStatement({
				actions: [...onKey],
				resources: [this.#tableKey.keyArn],
				conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${this.region}.amazonaws.com` } },
			}),
		);
		fn.addEnvironment(env.table, this.table.tableName);
	}

	#onExports(fn: Fn, actions: readonly string[]): void {
		fn.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [`${this.exports.bucketArn}/exports/*`] }));
		fn.addEnvironment(env.exportsBucket, this.exports.bucketName);
		if (fn.role === undefined) return;
		Validations.of(fn.role).acknowledge({
			// As CDK writes the bucket's ARN. Another wildcard has another id and stays an error.
			id: 'AwsSolutions-IAM5[Resource::CobroState:ExportsOutputFnGetAttExports25637AFBArn08434897/exports/*]',
			reason: 'Keys of exports begin with the company and are made when one is asked for; the wildcard stands for them.',
		});
	}

	#onGrants(fn: Fn, action: 'kms:Encrypt' | 'kms:Decrypt', purposes: readonly SealPurpose[]): void {
		fn.addToRolePolicy(
			new PolicyStatement({
				actions: [action],
				resources: [this.#grantKey.keyArn],
				conditions: { StringEquals: { 'kms:EncryptionContext:purpose': [...purposes] } },
			}),
		);
		fn.addEnvironment(env.grantKey, this.#grantKey.keyId);
	}
}
