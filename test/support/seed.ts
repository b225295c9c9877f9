/**
 * `npm test` tries a fixed sample (DESIGN, decision 13): the same commit gives the same answer on every machine. `COBRO_SEED=random npm test` tries others; a
 * number is one of them again.
 */
import * as fc from 'fast-check';

const wanted = process.env.COBRO_SEED ?? '20261122';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
