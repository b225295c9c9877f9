/** The sync journey at Xero under everything that goes wrong. A fixed sample; `npm run soak` lives through hundreds. */
import { describe } from 'vitest';
import { itSurvives } from '../support/sync/sample.ts';

describe('Xero: our copy is the ledger', () => itSurvives('xero'));
