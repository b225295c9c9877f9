/** What the properties draw from. */
import fc from 'fast-check';
import { addDays, type Day, day } from '../../../shared/domain/day.ts';
import { currency } from '../../../shared/domain/money.ts';

/** Every number of decimals ISO 4217 knows: 0, 2, 3, 4. */
export const anyCurrency = fc.constantFrom(...['JPY', 'CLP', 'EUR', 'USD', 'HUF', 'COP', 'KWD', 'BHD', 'CLF', 'UYW'].map(currency));
export const anyMinor = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -100_000, max: 100_000 }), fc.constantFrom(0, 1, -1));
/** 1900 to 2150. */
export const anyDay = fc.integer({ min: 0, max: 91_000 }).map((days): Day => addDays(day('1900-01-01'), days));
export const nearDays = fc.integer({ min: 0, max: 800 }).map((days): Day => addDays(day('2025-01-01'), days));
