/** The look-up of names against a name server of our own: RFC 1035 answers written by hand. */
import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveByDns } from '../../../../shared/adapters/egress/https.ts';

type Reply = { readonly code: 'ok' | 'SERVFAIL' | 'NXDOMAIN'; readonly addresses?: readonly (readonly number[])[] } | 'silent';
const codes = { ok: 0, SERVFAIL: 2, NXDOMAIN: 3 } as const;
const v4 = 1;
const v6 = 28;

let server: Socket;
let asked: number[];
let replies: Readonly<Record<number, Reply>>;

beforeEach(async () => {
	asked = [];
	server = createSocket('udp4');
	server.on('message', (query, { port, address }) => {
		let end = 12;
		while ((query[end] ?? 0) > 0) end += (query[end] ?? 0) + 1;
		const type = query.readUInt16BE(end + 1);
		asked.push(type);
		const reply = replies[type] ?? { code: 'NXDOMAIN' };
		if (reply === 'silent') return;
		const { code, addresses = [] } = reply;
		const header = Buffer.alloc(12);
		query.copy(header, 0, 0, 2);
		header.writeUInt16BE(0x8180 | codes[code], 2);
		header.writeUInt16BE(1, 4);
		header.writeUInt16BE(addresses.length, 6);
		const records = addresses.map((bytes) => Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]));
		server.send(Buffer.concat([header, query.subarray(12, end + 5), ...records]), port, address);
	});
	await new Promise<void>((done) => server.bind(0, '127.0.0.1', done));
});
afterEach(() => new Promise<void>((done) => server.close(() => done())));

const lookUp = (signal = new AbortController().signal) => resolveByDns([`127.0.0.1:${server.address().port}`])('hook.example', signal);
const four = {
	code: 'ok',
	addresses: [
		[93, 184, 215, 14],
		[127, 0, 0, 1],
	],
} as const;
const six = { code: 'ok', addresses: [[0x26, 6, 0x28, 0, 2, 0x20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]] } as const;

describe('the look-up of a name', () => {
	it('gives every address, IPv4 first, and asks once for each family', async () => {
		replies = { [v4]: four, [v6]: six };
		expect(await lookUp()).toEqual(['93.184.215.14', '127.0.0.1', '2606:2800:220:1::1']);
		expect(asked.toSorted((a, b) => a - b)).toEqual([v4, v6]);
	});

	it.each<Reply>([{ code: 'NXDOMAIN' }, { code: 'ok' }, { code: 'SERVFAIL' }])(
		'one family is enough when the other is %j',
		async (other) => {
			replies = { [v4]: four, [v6]: other };
			expect(await lookUp()).toEqual(['93.184.215.14', '127.0.0.1']);
			replies = { [v4]: other, [v6]: six };
			expect(await lookUp()).toEqual(['2606:2800:220:1::1']);
		},
	);

	it('gives none when there is no such name, or none for it', async () => {
		replies = {};
		expect(await lookUp()).toEqual([]);
		replies = { [v4]: { code: 'ok' }, [v6]: { code: 'ok' } };
		expect(await lookUp()).toEqual([]);
	});

	it('says when the name server cannot tell', async () => {
		replies = { [v4]: { code: 'SERVFAIL' }, [v6]: { code: 'ok' } };
		await expect(lookUp()).rejects.toMatchObject({ code: 'ESERVFAIL' });
	});

	it('is given up when told to', async () => {
		replies = { [v4]: 'silent', [v6]: 'silent' };
		const over = new AbortController();
		const pending = lookUp(over.signal);
		setTimeout(() => over.abort(), 50);
		await expect(pending).rejects.toMatchObject({ code: 'ECANCELLED' });
	});
});
