/** Opens the ports that live in the table. Made once per warm function. */
import { dynamoAllowances } from '../adapters/dynamo/allowances.ts';
import { dynamoBankRecords } from '../adapters/dynamo/bank-records.ts';
import { dynamoBookTies } from '../adapters/dynamo/book-ties.ts';
import { dynamoBooks } from '../adapters/dynamo/books.ts';
import { dynamoCompanies } from '../adapters/dynamo/companies.ts';
import { dynamoConnections } from '../adapters/dynamo/connections.ts';
import { dynamoDeadLetters } from '../adapters/dynamo/dead-letters.ts';
import { dynamoDirectory } from '../adapters/dynamo/directory.ts';
import { dynamoExports } from '../adapters/dynamo/exports.ts';
import { dynamoMailings } from '../adapters/dynamo/mailings.ts';
import { dynamoOwed } from '../adapters/dynamo/owed.ts';
import { dynamoPayments } from '../adapters/dynamo/payments.ts';
import { dynamoPostings } from '../adapters/dynamo/postings.ts';
import { openStore } from '../adapters/dynamo/store.ts';
import { dynamoSweeps } from '../adapters/dynamo/sweeps.ts';
import { dynamoThrottle } from '../adapters/dynamo/throttle.ts';
import { env } from '../wire/env.ts';
import { clock } from './clock.ts';
import { read } from './env.ts';
import { once } from './once.ts';

const store = once(() => openStore({ tableName: read(env.table) }));

export const allowances = once(() => dynamoAllowances(store()));
export const bankRecords = once(() => dynamoBankRecords(store()));
export const bookTies = once(() => dynamoBookTies(store()));
export const books = once(() => dynamoBooks(store()));
export const connections = once(() => dynamoConnections(store()));
export const directory = once(() => dynamoDirectory(store()));
export const companies = once(() => dynamoCompanies(store()));
export const factoringExports = once(() => dynamoExports(store()));
export const deadLetters = once(() => dynamoDeadLetters(store(), clock.now));
export const mailings = once(() => dynamoMailings(store()));
export const owed = once(() => dynamoOwed(store()));
export const payments = once(() => dynamoPayments(store()));
export const postings = once(() => dynamoPostings(store()));
export const sweeps = once(() => dynamoSweeps(store(), clock.now));
export const throttle = once(() => dynamoThrottle(store()));
