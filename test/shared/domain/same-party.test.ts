import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	addressKey,
	bankKey,
	companyNumberKey,
	emailKey,
	nameKey,
	ownHostKey,
	phoneKey,
	taxKey,
} from '../../../shared/domain/party-keys.ts';
import { evidence, isWorthAsking, type Party, partyKeys } from '../../../shared/domain/same-party.ts';

const told = (a: Party, b: Party): string[] => evidence(a, b).map(({ sign, strength }) => `${sign} ${strength}`);

describe('one way of writing', () => {
	it.each([
		['ES B-12345678', 'b12345678', 'B12345678'],
		['GB 123 4567 82', '123456782', '123456782'],
		['CHE-123.456.788 MWST', 'CH E123456788', 'E123456788'],
		['ИНН 7707083893', 'инн7707083893', 'ИНН7707083893'],
	])('tax id %s and %s', (one, other, body) => {
		expect(taxKey(one)?.body).toBe(body);
		expect(taxKey(other)?.body).toBe(body);
	});

	it.each(['', 'n/a', '000000000', 'pending', '12345', '123456789'])('no tax id: “%s”', (text) => {
		expect(taxKey(text)).toBeNull();
	});

	it.each([
		['Müller GmbH & Co. KG', 'MULLER'],
		['Gómez e Hijos, S.L.', 'gomez hijos s l'],
		['Grupo Uno, S.A. de C.V.', 'GRUPO UNO SA de CV'],
		['ООО «Ромашка»', 'Ромашка, OOO'],
		['АО "Берёза"', 'Береза'],
		['The Smith Company Limited', 'Smith Co. Ltd.'],
		['A.B.C. Ltd', 'ABC Limited'],
		["O'Neill Inc.", 'ONEILL INCORPORATED'],
		['ＡＣＭＥ Ltd', 'Acme'],
	])('name %s and %s', (one, other) => {
		expect(nameKey(one)?.core).toBe(nameKey(other)?.core);
	});

	it('a name that is only a legal form keeps it', () => {
		expect(nameKey('Ltd')?.core).toBe('ltd');
		expect(nameKey('SAS Institute')?.core).toBe('sas institute');
		expect(nameKey('X')).toBeNull();
	});

	it.each([
		[
			['12 High Street', 'Leeds LS1 4AB'],
			['12, high st.', 'LEEDS', 'LS1 4AB'],
		],
		[
			['Hauptstraße 5', '10115 Berlin', 'DE'],
			['10115 Berlin', 'Hauptstr. 5', 'DE'],
		],
	])('address %j and %j', (one, other) => {
		expect(addressKey(one)).toBe(addressKey(other));
	});

	it('a town is no address', () => {
		expect(addressKey(['Leeds', 'West Yorkshire', 'United Kingdom'])).toBeNull();
		expect(addressKey(undefined)).toBeNull();
	});

	it('mailboxes, phones, accounts, register numbers', () => {
		expect(emailKey('  AP@Acme.Example ')).toBe('ap@acme.example');
		expect(emailKey('ap@acme')).toBeNull();
		expect(emailKey('a@b@c.d')).toBeNull();
		expect(ownHostKey('ap@acme.es')).toBe('acme.es');
		for (const host of ['gmail.com', 'outlook.com', 'mail.ru', 'yandex.ru']) expect(ownHostKey(`acme@${host}`)).toBeNull();
		expect(phoneKey('+44 (0)20 7946 0018')).toBe(phoneKey('020 7946 0018'));
		expect(phoneKey('112')).toBeNull();
		expect(bankKey('IBAN ES91 2100 0418 4502 0005 1332')).toBe('ES9121000418450200051332');
		expect(bankKey('cash')).toBeNull();
		expect(companyNumberKey('00445790')).toBe('445790');
	});
});

describe('evidence', () => {
	const acme: Party = {
		name: 'Acme Ltd',
		emails: ['ap@acme.co.uk'],
		taxId: 'GB123456782',
		companyNumber: '00445790',
		country: 'GB',
		address: ['12 High Street', 'Leeds LS1 4AB'],
		phone: '020 7946 0018',
		bankAccounts: ['GB33BUKB20201555555555'],
	};

	it('names every shared thing, strongest first', () => {
		expect(told(acme, { ...acme, name: 'ACME LIMITED' })).toEqual([
			'tax-id strong',
			'company-number strong',
			'bank-account strong',
			'email strong',
			'address fair',
			'phone fair',
			'name fair',
		]);
	});

	it('a domain of their own asks, a public one says nothing', () => {
		expect(told({ name: 'One', emails: ['ap@acme.es'] }, { name: 'Two', emails: ['hr@acme.es'] })).toEqual(['email-host fair']);
		expect(evidence({ name: 'One', emails: ['acme@gmail.com'] }, { name: 'Two', emails: ['other@gmail.com'] })).toEqual([]);
		expect(told({ name: 'One', emails: ['acme@gmail.com'] }, { name: 'Two', emails: ['ACME@gmail.com'] })).toEqual(['email strong']);
	});

	it.each<[string, Party, Party, string[]]>([
		['one name, two forms', { name: 'Müller GmbH', country: 'DE' }, { name: 'Müller Ltd', country: 'GB' }, ['name weak']],
		['one name, two countries', { name: 'Müller GmbH', country: 'DE' }, { name: 'Müller GmbH', country: 'AT' }, ['name weak']],
		['one name, two forms, country unknown', { name: 'Acme SL' }, { name: 'Acme SA' }, ['name weak']],
		['one name, two tax ids', { name: 'Acme SL', taxId: 'ESB12345678' }, { name: 'Acme SL', taxId: 'ESB87654321' }, ['name weak']],
		['one body under two countries', { name: 'Uno', taxId: 'DE123456788' }, { name: 'Due', taxId: 'PT123456788' }, []],
		[
			'one number in two countries',
			{ name: 'Uno', taxId: 'B12345678', country: 'ES' },
			{ name: 'Due', taxId: 'B12345678', country: 'MX' },
			['tax-id weak'],
		],
		[
			'one register number in two countries',
			{ name: 'Uno', companyNumber: '445790', country: 'GB' },
			{ name: 'Due', companyNumber: '445790', country: 'IE' },
			[],
		],
		[
			'two companies in one house',
			{ name: 'Uno', taxId: 'ESB12345678', address: acme.address ?? [] },
			{ name: 'Due', taxId: 'ESB87654321', address: acme.address ?? [] },
			['address weak'],
		],
	])('false friends: %s', (_, a, b, expected) => {
		expect(told(a, b)).toEqual(expected);
		expect(isWorthAsking(evidence(a, b))).toBe(false);
	});

	it('one mailbox with two tax ids of one country is asked about, not sure', () => {
		const [a, b] = [
			{ ...acme, companyNumber: '1234567' },
			{ ...acme, companyNumber: '7654321', taxId: 'GB987654321' },
		];
		expect(told(a, b)).toContain('email fair');
	});

	const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
	const party: fc.Arbitrary<Party> = fc.record(
		{
			name: fc.oneof(some('Müller GmbH', 'Muller Ltd', 'ООО Ромашка', 'Acme', ''), fc.string({ unit: 'binary' })),
			taxId: some('DE123456788', '123456788', 'PT 123456788', 'n/a'),
			companyNumber: some('00445790', '445790', '99'),
			country: some('DE', 'GB', null),
			phone: some('+44 20 7946 0018', '02079460018'),
			emails: fc.array(some('a@x.de', 'A@X.DE', 'b@x.de', 'a@gmail.com', 'x'), { maxLength: 3 }),
			address: fc.array(some('12 High Street', 'Leeds', 'LS1', '12 high st'), { maxLength: 4 }),
			bankAccounts: fc.array(some('ES9121000418450200051332', '12345678', '0'), { maxLength: 2 }),
		},
		{ requiredKeys: ['name'] },
	);

	it('is the same from either side, and every time', () => {
		fc.assert(
			fc.property(party, party, (a, b) => {
				expect(evidence(a, b)).toEqual(evidence(b, a));
				expect(evidence(a, b)).toEqual(evidence(structuredClone(a), structuredClone(b)));
			}),
		);
	});

	it('needs a shared key: gathering by keys misses nothing', () => {
		fc.assert(
			fc.property(party, party, (a, b) => {
				const mine = new Set(partyKeys(a).map(({ sign, key }) => `${sign} ${key}`));
				const isShared = partyKeys(b).some(({ sign, key }) => mine.has(`${sign} ${key}`));
				if (!isShared) expect(evidence(a, b)).toEqual([]);
			}),
		);
	});

	it('another order of what a party says changes nothing', () => {
		fc.assert(
			fc.property(party, party, (a, b) => {
				const turned: Party = {
					...a,
					emails: (a.emails ?? []).toReversed(),
					address: (a.address ?? []).toReversed(),
					bankAccounts: (a.bankAccounts ?? []).toReversed(),
				};
				expect(evidence(turned, b)).toEqual(evidence(a, b));
			}),
		);
	});
});
