/** Who owes in the built-in scenario. Invented names; every address is under the reserved top level `.example`. */
import type { ScenarioCustomer } from '../../shared/wire/scenario.ts';

/** How a customer pays: days after the due day, give or take. `stuck` customers stopped paying some months ago. */
export type Habit = 'early' | 'punctual' | 'late' | 'slow' | 'stuck';

export type Person = {
	readonly customer: ScenarioCustomer;
	readonly habit: Habit;
	/** Payment terms, days. */
	readonly terms: number;
	/** Currencies it is billed in, the usual one first. QuickBooks: exactly one. */
	readonly currencies: readonly string[];
	/** Usual net amount of an invoice, whole units of the first currency. */
	readonly size: number;
};

type Row = readonly [name: string, language: string, country: string, currencies: string, habit: Habit, terms: number, size: number];

const xeroRows: readonly Row[] = [
	['Harbour Lane Bakery', 'en', 'GB', 'GBP', 'punctual', 30, 640],
	['Fenwick & Daughters', 'en', 'GB', 'GBP', 'late', 30, 1850],
	['Northgate Joinery', 'en', 'GB', 'GBP', 'slow', 30, 2900],
	['Pennine Cycle Works', 'en', 'GB', 'GBP', 'early', 14, 420],
	['St Brannock Primary School', 'en', 'GB', 'GBP', 'punctual', 30, 1120],
	['Oakhurst Veterinary Group', 'en', 'GB', 'GBP', 'late', 30, 980],
	['Tideway Events', 'en', 'GB', 'GBP', 'stuck', 14, 5400],
	['Marlow Print Studio', 'en', 'GB', 'GBP', 'late', 30, 760],
	['Castle Street Dental', 'en', 'GB', 'GBP', 'punctual', 30, 540],
	['Ravensworth Estates', 'en', 'GB', 'GBP EUR', 'slow', 60, 7200],
	['Blackfriars Coffee Roasters', 'en', 'GB', 'GBP', 'punctual', 14, 870],
	['Lomond Outdoor Supply', 'en', 'GB', 'GBP', 'late', 30, 2350],
	['Whitby Net & Rope', 'en', 'GB', 'GBP', 'slow', 45, 1480],
	['Cardiff Bay Catering', 'en', 'GB', 'GBP', 'stuck', 30, 2150],
	['Ashdown Furniture Makers', 'en', 'GB', 'GBP', 'late', 45, 3900],
	['Quayside Architects', 'en', 'GB', 'GBP EUR', 'punctual', 30, 4600],
	['Belmont Nursery Gardens', 'en', 'GB', 'GBP', 'early', 14, 310],
	['Thornbury Motors', 'en', 'GB', 'GBP', 'late', 30, 1990],
	['Ballyhale Foods', 'en', 'IE', 'EUR', 'punctual', 30, 3300],
	['Liffey Software', 'en', 'IE', 'EUR', 'late', 30, 5200],
	['Aceites Sierra Blanca', 'es', 'ES', 'EUR', 'slow', 60, 6100],
	['Talleres Ibáñez e Hijos', 'es', 'ES', 'EUR', 'late', 60, 2700],
	['Librería El Faro', 'es', 'ES', 'EUR', 'punctual', 30, 480],
	['Hotel Mirador de la Ría', 'es', 'ES', 'EUR', 'late', 45, 3850],
	['Muebles Castañeda', 'es', 'ES', 'EUR', 'stuck', 60, 4300],
	['Cooperativa Valle del Jerte', 'es', 'ES', 'EUR', 'punctual', 60, 5600],
	['Балтийская бумага', 'ru', 'LV', 'EUR', 'late', 30, 2450],
	['Типография «Северный мост»', 'ru', 'EE', 'EUR', 'slow', 30, 1750],
	['Чайный дом Соколовых', 'ru', 'LT', 'EUR', 'punctual', 30, 920],
	['ООО «Янтарный берег»', 'ru', 'LV', 'EUR', 'late', 45, 3150],
	['Morikawa Instruments', 'en', 'JP', 'JPY', 'punctual', 60, 640000],
	['Hanabira Paper Arts', 'en', 'JP', 'JPY', 'late', 45, 185000],
];

const quickbooksRows: readonly Row[] = [
	['Copper Canyon Outfitters', 'en', 'US', 'USD', 'punctual', 30, 2400],
	['Juniper Street Clinic', 'en', 'US', 'USD', 'late', 30, 1350],
	['Red Mesa Roofing', 'en', 'US', 'USD', 'slow', 30, 8800],
	['Bluebird Elementary PTA', 'en', 'US', 'USD', 'early', 15, 380],
	['Larkspur Brewing', 'en', 'US', 'USD', 'late', 30, 3150],
	['Tumbleweed Logistics', 'en', 'US', 'USD', 'stuck', 30, 6900],
	['Silverton Hardware', 'en', 'US', 'USD', 'punctual', 30, 1720],
	['Aspen Ridge Dental Lab', 'en', 'US', 'USD', 'late', 15, 890],
	['Prairie Wind Farms', 'en', 'US', 'USD', 'slow', 60, 12500],
	['Desert Bloom Landscaping', 'en', 'US', 'USD', 'late', 30, 2050],
	['Cedar & Clay Studio', 'en', 'US', 'USD', 'punctual', 15, 460],
	['Kestrel Aviation Parts', 'en', 'US', 'USD', 'late', 45, 9400],
	['Old Mill Bakery Supply', 'en', 'US', 'USD', 'stuck', 30, 1240],
	['Панадерия Восток', 'ru', 'US', 'USD', 'late', 30, 1100],
	['Арарат Импорт', 'ru', 'AM', 'USD', 'punctual', 30, 4200],
	['ТОО «Степной ветер»', 'ru', 'KZ', 'USD', 'slow', 45, 5300],
	['Ferretería La Paloma', 'es', 'MX', 'MXN', 'late', 30, 18500],
	['Tortillería San Isidro', 'es', 'MX', 'MXN', 'punctual', 15, 7200],
	['Constructora Río Bravo', 'es', 'MX', 'MXN', 'slow', 60, 145000],
	['Clínica Santa Lucía', 'es', 'MX', 'MXN', 'late', 30, 26000],
	['Transportes Hermanos Peña', 'es', 'MX', 'MXN', 'stuck', 30, 58000],
	['Papelería Nuevo León', 'es', 'MX', 'MXN', 'punctual', 30, 9400],
	['Hotel Jacarandas', 'es', 'MX', 'MXN', 'late', 45, 41000],
	['Abarrotes Doña Chelo', 'es', 'MX', 'MXN', 'early', 15, 3900],
	['Textiles Oaxaqueños', 'es', 'MX', 'MXN', 'late', 30, 33000],
	['Viveros del Bajío', 'es', 'MX', 'MXN', 'punctual', 30, 12800],
	['Gulf Horizon Trading', 'en', 'KW', 'KWD', 'late', 60, 1850],
	['Al Safat Marine Services', 'en', 'KW', 'KWD', 'punctual', 45, 920],
];

const mailbox: Readonly<Record<string, string>> = { en: 'accounts', es: 'administracion', ru: 'buh' };

const people = (rows: readonly Row[], prefix: string, oneCurrency: boolean): readonly Person[] =>
	rows.map(([name, language, country, currencies, habit, terms, size], index) => {
		const id = `${prefix}${String(index + 1).padStart(2, '0')}`;
		const codes = currencies.split(' ');
		return {
			// One customer of each company has no address on file: reminders must cope.
			customer: {
				id,
				name,
				email: index === 7 ? null : `${mailbox[language] ?? 'accounts'}@${id}.example`,
				language,
				country,
				currency: oneCurrency ? (codes[0] ?? null) : null,
				accountNumber: `${prefix.toUpperCase()}-${1001 + index}`,
			},
			habit,
			terms,
			currencies: codes,
			size,
		};
	});

export const xeroPeople = people(xeroRows, 'bw', false);
export const quickbooksPeople = people(quickbooksRows, 'mv', true);
