/**
 * A scenario says who owes what since when; real books say more. What they would is drawn from the id of each document and contact, so the same scenario
 * is the same books. Nothing is drawn that could be taken for somebody: no person, no street, and addresses end in `.example`.
 */
import { addDays, type Day } from '../../../shared/domain/day.ts';
import { seeded } from '../../scenario/seeded.ts';
import { guidOf } from './ids.ts';
import type { ContactMore, DocumentMore } from './more.ts';

/** Ids are GUIDs, made of hex digits. */
const chanceOf = (id: string) => seeded(Number.parseInt(id.slice(0, 8), 16));

const linesOf = (id: string, description: string): NonNullable<DocumentMore['lines']> => {
	const chance = chanceOf(id);
	const count = chance.pick([1, 1, 2, 3]);
	return Array.from({ length: count }, (_, at) => ({
		text: count === 1 ? description : `${description}, part ${at + 1} of ${count}`,
		quantity: chance.pick([1, 1, 2, 5]),
		weight: chance.between(1, 9),
	}));
};

export const invoiceMore = (org: string, id: string, given: { description: string; contact: string; due: Day }): DocumentMore => {
	const chance = chanceOf(id.slice(24));
	return {
		lines: linesOf(id, given.description),
		sent: chance.next() < 0.7,
		attachments: chance.next() < 0.2,
		...(chance.next() < 0.1 ? { expected: addDays(given.due, chance.between(3, 30)) } : {}),
		...(chance.next() < 0.2 ? { repeating: guidOf(org, 'repeating', given.contact) } : {}),
	};
};

export const creditNoteMore = (id: string): DocumentMore => ({ lines: linesOf(id, 'Credit'), sent: chanceOf(id.slice(24)).next() < 0.5 });

export const contactMore = (id: string, { country }: { country: string | null }): ContactMore => {
	const chance = chanceOf(id);
	const desk = (name: string) => ({ first: name, last: 'Desk', email: `${name.toLowerCase()}@c${id.slice(0, 8)}.example` });
	return {
		people: [
			{ ...desk('Payables'), mailed: chance.next() < 0.5 },
			{ ...desk('Purchasing'), mailed: false },
		].slice(0, chance.between(0, 2)),
		groups: chance.next() < 0.6 ? [chance.pick(['Trade', 'Retail', 'Key accounts'])] : [],
		...(country && chance.next() < 0.5 ? { taxNumber: `${country}${chance.between(100_000_000, 999_999_999)}` } : {}),
		...(chance.next() < 0.5 ? { terms: { day: chance.pick([14, 30, 60]), type: 'DAYSAFTERBILLDATE' } } : {}),
		...(chance.next() < 0.1 ? { payable: chance.between(1000, 900_000) } : {}),
	};
};
