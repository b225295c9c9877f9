/** dynalite's own operations, called directly on its store: its HTTP server is not used. */

import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import deleteTable from 'dynalite/actions/deleteTable.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import listTagsOfResource from 'dynalite/actions/listTagsOfResource.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import tagResource from 'dynalite/actions/tagResource.js';
import untagResource from 'dynalite/actions/untagResource.js';
import updateItem from 'dynalite/actions/updateItem.js';
import updateTable from 'dynalite/actions/updateTable.js';
import batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import createTableRules from 'dynalite/validations/createTable.js';
import deleteItemRules from 'dynalite/validations/deleteItem.js';
import deleteTableRules from 'dynalite/validations/deleteTable.js';
import describeTableRules from 'dynalite/validations/describeTable.js';
import getItemRules from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import listTablesRules from 'dynalite/validations/listTables.js';
import listTagsOfResourceRules from 'dynalite/validations/listTagsOfResource.js';
import putItemRules from 'dynalite/validations/putItem.js';
import queryRules from 'dynalite/validations/query.js';
import scanRules from 'dynalite/validations/scan.js';
import tagResourceRules from 'dynalite/validations/tagResource.js';
import untagResourceRules from 'dynalite/validations/untagResource.js';
import updateItemRules from 'dynalite/validations/updateItem.js';
import updateTableRules from 'dynalite/validations/updateTable.js';
import type { DynaliteRequest, DynaliteWriteStore } from './dynalite-types.ts';
import { asDynamoError } from './errors.ts';

const operations = {
	BatchGetItem: { action: batchGetItem, rules: batchGetItemRules },
	BatchWriteItem: { action: batchWriteItem, rules: batchWriteItemRules },
	CreateTable: { action: createTable, rules: createTableRules },
	DeleteItem: { action: deleteItem, rules: deleteItemRules },
	DeleteTable: { action: deleteTable, rules: deleteTableRules },
	DescribeTable: { action: describeTable, rules: describeTableRules },
	GetItem: { action: getItem, rules: getItemRules },
	ListTables: { action: listTables, rules: listTablesRules },
	ListTagsOfResource: { action: listTagsOfResource, rules: listTagsOfResourceRules },
	PutItem: { action: putItem, rules: putItemRules },
	Query: { action: query, rules: queryRules },
	Scan: { action: scan, rules: scanRules },
	TagResource: { action: tagResource, rules: tagResourceRules },
	UntagResource: { action: untagResource, rules: untagResourceRules },
	UpdateItem: { action: updateItem, rules: updateItemRules },
	UpdateTable: { action: updateTable, rules: updateTableRules },
} as const;

export type Operation = keyof typeof operations;
export const isOperation = (name: string): name is Operation => Object.hasOwn(operations, name);
export type Answer = Record<string, unknown>;

/** Checks a request as DynamoDB does and parses its expressions. The request is copied: dynalite changes what it is given. */
export const prepare = (store: DynaliteWriteStore, operation: Operation, request: DynaliteRequest): DynaliteRequest => {
	const { rules } = operations[operation];
	try {
		const typed = validations.checkTypes(structuredClone(request), rules.types);
		validations.checkValidations(typed, rules.types, rules.custom, store);
		return typed;
	} catch (error) {
		throw asDynamoError(error);
	}
};

/** Runs a prepared request. @throws DynamoError */
export const perform = (store: DynaliteWriteStore, operation: Operation, prepared: DynaliteRequest): Promise<Answer> =>
	new Promise((resolve, reject) => {
		operations[operation].action(store, prepared, (error, answer) => (error ? reject(asDynamoError(error)) : resolve(answer ?? {})));
	});

export const run = (store: DynaliteWriteStore, operation: Operation, request: DynaliteRequest): Promise<Answer> =>
	perform(store, operation, prepare(store, operation, request));
