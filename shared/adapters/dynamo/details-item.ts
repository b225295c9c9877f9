/** `details` of documents and customers: a map as the domain has it, and read back field by field. */
import type { CustomerDetails, Details, Line } from '../../domain/document.ts';
import { BrokenItem, dayAt, type Item, instantAt, oneOf, text, textOrNull, whole } from './item.ts';

/** Nothing where nothing is said: no item holds an empty map. */
export const detailsItem = <T extends object>(details: T | undefined): T | undefined =>
	details && Object.values(details).some((value) => value !== undefined) ? details : undefined;

const mapAt = (item: Item, name: string): Item | null => {
	const raw = item[name];
	if (raw === undefined) return null;
	if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new BrokenItem(name);
	return { ...raw };
};

/** The field, where it is there. */
const field = <K extends string, T>(item: Item, name: K, read: (item: Item, name: string) => T): { readonly [P in K]?: T } =>
	item[name] === undefined ? {} : ({ [name]: read(item, name) } as { readonly [P in K]: T });

const yes = (item: Item, name: string): true => {
	if (item[name] !== true) throw new BrokenItem(name);
	return true;
};

const listOf =
	<T>(from: (item: Item, name: string) => T) =>
	(item: Item, name: string): T[] => {
		const raw = item[name];
		if (!Array.isArray(raw)) throw new BrokenItem(name);
		return raw.map((each: unknown) => from({ [name]: each }, name));
	};
const texts = listOf(text);

const lineFrom = (item: Item, name: string): Line => {
	const line = mapAt(item, name);
	if (!line) throw new BrokenItem(name);
	return { text: text(line, 'text'), quantity: textOrNull(line, 'quantity'), minor: whole(line, 'minor') };
};

const personFrom = (item: Item, name: string) => {
	const person = mapAt(item, name);
	if (!person) throw new BrokenItem(name);
	return { name: text(person, 'name'), ...field(person, 'email', text), ...field(person, 'mailed', yes) };
};

const sentWords = ['sent', 'viewed'] as const;

/** @throws BrokenItem */
export const detailsIn = (item: Item): { readonly details?: Details } => {
	const map = mapAt(item, 'details');
	if (!map) return {};
	const details: Details = {
		...field(map, 'created', instantAt),
		...field(map, 'purchaseOrder', text),
		...field(map, 'terms', text),
		...field(map, 'tax', whole),
		...field(map, 'lines', listOf(lineFrom)),
		...field(map, 'lineCount', whole),
		...field(map, 'sent', (from, name) => oneOf(from, name, sentWords)),
		...field(map, 'onlineUrl', text),
		...field(map, 'attachments', yes),
		...field(map, 'rate', text),
		...field(map, 'recurring', text),
		...field(map, 'expected', dayAt),
		...field(map, 'deduction', whole),
	};
	return { details };
};

/** @throws BrokenItem */
export const customerDetailsIn = (item: Item): { readonly details?: CustomerDetails } => {
	const map = mapAt(item, 'details');
	if (!map) return {};
	const details: CustomerDetails = {
		...field(map, 'address', texts),
		...field(map, 'phone', text),
		...field(map, 'people', listOf(personFrom)),
		...field(map, 'taxId', text),
		...field(map, 'companyNumber', text),
		...field(map, 'groups', texts),
		...field(map, 'parent', text),
		...field(map, 'billedToParent', yes),
		...field(map, 'terms', text),
		...field(map, 'payable', text),
	};
	return { details };
};
