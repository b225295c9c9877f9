/** Threat T12, the addresses: whatever a company writes, nothing but the public internet is dialled. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublic } from '../../../../shared/adapters/egress/public-address.ts';
import { get, publicAddress, watchedEgress } from './outside.ts';

/** The ranges as threat T12 lists them, counted in big integers, not in the words of the adapter. */
const private4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24
192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`.split(/\s+/);
const private6 =
	`::/128 ::1/128 ::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16
fc00::/7 fe80::/10 ff00::/8`.split(/\s+/);

const number4 = (text: string): bigint => text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
const text4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
const number6 = (text: string): bigint => {
	const [head = '', tail] = text.split('::');
	const groups = (part: string): string[] => part.split(':').filter((each) => each !== '');
	const left = groups(head);
	const right = groups(tail ?? '');
	const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
	return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
};
const text6 = (value: bigint): string =>
	[7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((group) => ((value >> (group * 16n)) & 65_535n).toString(16)).join(':');

type Range = { readonly first: bigint; readonly last: bigint };
const rangeOf = (text: string, bits: bigint, read: (text: string) => bigint): Range => {
	const [network = '', prefix = ''] = text.split('/');
	const first = read(network);
	return { first, last: first + (1n << (bits - BigInt(prefix))) - 1n };
};
const ranges4 = private4.map((text) => rangeOf(text, 32n, number4));
const ranges6 = private6.map((text) => rangeOf(text, 128n, number6));
const within = (ranges: readonly Range[], value: bigint): boolean => ranges.some(({ first, last }) => value >= first && value <= last);

const someIn = (ranges: readonly Range[]): fc.Arbitrary<bigint> =>
	fc.constantFrom(...ranges).chain(({ first, last }) => fc.oneof(fc.constantFrom(first, last), fc.bigInt({ min: first, max: last })));
const anyPrivate4 = someIn(ranges4);
const anyPrivate6 = someIn(ranges6);

/** A part of an IPv4 address as browsers and curl read it: decimal, octal or hexadecimal. */
const anyPart = (value: bigint): fc.Arbitrary<string> =>
	fc.constantFrom(
		`${value}`,
		`0${value.toString(8)}`,
		`0x${value.toString(16)}`,
		`0X${value.toString(16).toUpperCase()}`,
		`0x00${value.toString(16)}`,
	);
/** `a`, `a.b`, `a.b.c` or `a.b.c.d`: the last part holds what is left. */
const anySpelling4 = (value: bigint): fc.Arbitrary<string> =>
	fc
		.integer({ min: 1, max: 4 })
		.chain((count) => {
			const heads = [24n, 16n, 8n].slice(0, count - 1).map((shift) => (value >> shift) & 255n);
			const left = value & ((1n << BigInt(32 - 8 * (count - 1))) - 1n);
			return fc.tuple(...[...heads, left].map(anyPart));
		})
		.chain((parts) =>
			fc.constantFrom(
				parts.join('.'),
				`${parts.join('.')}.`,
				parts.join('。'),
				parts.join('%2e'),
				parts.join('.').replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
				parts.join('.').replace(/[0-9]/g, (digit) => `%3${digit}`),
			),
		);
const anySpelling6 = (value: bigint): fc.Arbitrary<string> => {
	const full = text6(value);
	const padded = full.split(':').map((group) => group.padStart(4, '0'));
	return fc.constantFrom(
		full,
		full.toUpperCase(),
		padded.join(':'),
		full.replace(/(^|:)0(:0)+(:|$)/, '::'),
		`${full.split(':').slice(0, 6).join(':')}:${text4(value & 0xffffffffn)}`,
	);
};
/** An IPv4 address inside an IPv6 one: mapped, compatible, NAT64, 6to4. */
const embedded = (value: bigint): fc.Arbitrary<string> =>
	fc.constantFrom(
		`::ffff:${text4(value)}`,
		`::FFFF:${text6(value).slice(12)}`,
		`::${text4(value)}`,
		`64:ff9b::${text4(value)}`,
		`2002:${text6(value).slice(12)}::1`,
	);

const refuses = async (url: string): Promise<void> => {
	const { egress, asked, dialled } = watchedEgress(1, () => [publicAddress]);
	await expect(egress.send(get(url)), url).rejects.toMatchObject({ name: 'EgressRefused', code: 'NOT_PUBLIC' });
	expect([asked, dialled]).toEqual([[], []]);
};

describe('which addresses are public', () => {
	it.each([...private4, ...private6])('%s is not, from its first address to its last', (text) => {
		const six = text.includes(':');
		const { first, last } = six ? rangeOf(text, 128n, number6) : rangeOf(text, 32n, number4);
		const write = six ? text6 : text4;
		expect([isPublic(write(first)), isPublic(write(last))]).toEqual([false, false]);
	});

	it.each([
		'9.255.255.255',
		'11.0.0.0',
		'100.63.255.255',
		'100.128.0.0',
		'126.255.255.255',
		'128.0.0.0',
		'172.15.255.255',
		'172.32.0.0',
		'192.0.1.0',
		'192.167.255.255',
		'198.17.255.255',
		'198.20.0.0',
		'223.255.255.255',
		'2000::',
		'2001:200::',
		'2001:db7:ffff::',
		'2001:db9::',
		'2003::',
		'2606:2800:220:1::1',
		'3ffe:ffff::',
		'3fff:1000::',
	])('%s, just beside one, is', (address) => expect(isPublic(address)).toBe(true));

	it.each(['', 'localhost', '127.1', '2130706433', '0x7f000001', '1.2.3.4.5', '[2606:2800:220:1::1]', 'fe80::1%eth0', '2606:2800::1%eth0'])(
		'%j is no address',
		(text) => expect(isPublic(text)).toBe(false),
	);

	it('holds for any IPv4 address', () => {
		// Anycast sinks of the registry that T12 does not name; refused as well.
		const sinks = ['192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24'].map((text) => rangeOf(text, 32n, number4));
		fc.assert(
			fc.property(fc.oneof(fc.bigInt({ min: 0n, max: 0xffffffffn }), anyPrivate4), (value) => {
				expect(isPublic(text4(value))).toBe(!within([...ranges4, ...sinks], value));
			}),
			{ numRuns: 1_000 },
		);
	});

	it('holds for any IPv6 address', () => {
		const unicast = rangeOf('2000::/3', 128n, number6);
		const sink = rangeOf('2620:4f:8000::/48', 128n, number6);
		const any = fc.oneof(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.bigInt({ min: unicast.first, max: unicast.last }), anyPrivate6);
		fc.assert(
			fc.property(any, (value) => {
				expect(isPublic(text6(value))).toBe(within([unicast], value) && !within([...ranges6, sink], value));
			}),
			{ numRuns: 1_000 },
		);
	});
});

describe('addresses written out', () => {
	it.each([
		['the metadata service', 'https://169.254.169.254/latest/meta-data/'],
		['the metadata service over IPv6', 'https://[fd00:ec2::254]/latest/meta-data/'],
		['the metadata service, mapped', 'https://[::ffff:a9fe:a9fe]/latest/meta-data/'],
		['container credentials', 'https://169.254.170.2/v2/credentials'],
		['this machine', 'https://127.0.0.1/'],
		['this machine over IPv6', 'https://[::1]/'],
		['any address of this machine', 'https://0/'],
		['decimal', 'https://2130706433/'],
		['hexadecimal', 'https://0x7f000001/'],
		['octal', 'https://0177.0.0.1/'],
		['short', 'https://127.1/'],
	])('%s: refused', (_what, url) => refuses(url));

	it('any private IPv4 address in any spelling is refused', async () => {
		await fc.assert(
			fc.asyncProperty(anyPrivate4.chain(anySpelling4), (host) => refuses(`https://${host}/hook`)),
			{ numRuns: 500 },
		);
	});

	it('any private IPv6 address in any spelling is refused', async () => {
		const spelled = fc.oneof(anyPrivate6.chain(anySpelling6), anyPrivate4.chain(embedded));
		await fc.assert(
			fc.asyncProperty(spelled, (host) => refuses(`https://[${host}]/hook`)),
			{ numRuns: 500 },
		);
	});
});

describe('addresses behind a name', () => {
	it('one private address among public ones is enough to refuse', async () => {
		const anyPublic = fc.oneof(
			fc.bigInt({ min: 0n, max: 0xffffffffn }).map(text4),
			fc.bigInt({ min: 1n << 125n, max: (1n << 126n) - 1n }).map(text6),
		);
		const answers = fc.tuple(
			fc.array(anyPublic.filter(isPublic), { maxLength: 5 }),
			fc.oneof(anyPrivate4.map(text4), anyPrivate6.map(text6)),
			fc.nat(5),
		);
		await fc.assert(
			fc.asyncProperty(answers, async ([open, closed, place]) => {
				const { egress, dialled } = watchedEgress(1, () => open.toSpliced(place, 0, closed));
				await expect(egress.send(get('https://hook.example/'))).rejects.toMatchObject({ name: 'EgressRefused', code: 'NOT_PUBLIC' });
				expect(dialled).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});

	it.each([[['not an address']], [['127.1']], [['fe80::1%eth0']], [[publicAddress, '']]])(
		'a look-up that answers %j is refused',
		async (addresses) => {
			const { egress, dialled } = watchedEgress(1, () => addresses);
			await expect(egress.send(get('https://hook.example/'))).rejects.toMatchObject({ code: 'NOT_PUBLIC' });
			expect(dialled).toEqual([]);
		},
	);

	it('a name without addresses is unknown', async () => {
		const { egress } = watchedEgress(1, () => []);
		await expect(egress.send(get('https://nowhere.example/'))).rejects.toMatchObject({ name: 'EgressRefused', code: 'HOST_UNKNOWN' });
	});
});
