/** The whole road with Xero under everything that goes wrong. A fixed sample; `npm run soak` walks all of it. */
import { describe } from 'vitest';
import { itHoldsTheRoad } from '../support/road/sample.ts';

describe('Xero: reminded, paid, booked, exported, each once', () => itHoldsTheRoad('xero'));
