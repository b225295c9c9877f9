/** Threat T12, the request: what goes out, what comes back, and when it is given up. */
import { execFile } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { resolve as path } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { httpsEgress } from '../../../../shared/adapters/egress/https.ts';
import { selfSigned } from './certificate.ts';
import { get, type Outside, openOutside, publicAddress, trusted, watchedEgress } from './outside.ts';

const open: Outside[] = [];
const outside = async (listener: RequestListener, certificate = trusted): Promise<Outside> => {
	const made = await openOutside(listener, certificate);
	open.push(made);
	return made;
};
afterEach(async () => {
	vi.unstubAllEnvs();
	await Promise.all(open.splice(0).map((each) => each.close()));
});
const hook = 'https://hook.example/paid?company=1';

describe('what goes out and comes back', () => {
	it('is the request as it was given, to the host as it was named', async () => {
		let heard: unknown;
		const { port } = await outside((request, response) => {
			let body = '';
			request.setEncoding('utf8').on('data', (chunk) => {
				body += chunk;
			});
			request.on('end', () => {
				heard = { method: request.method, url: request.url, headers: request.headers, body };
				response.writeHead(202, { 'X-Seen': 'yes', 'Set-Cookie': 'a=b' }).end('thanks');
			});
		});
		const { egress, asked, dialled } = watchedEgress(port, () => [publicAddress]);
		const answer = await egress.send({ url: `${hook}#part`, method: 'POST', headers: { 'X-Signature': 't=1,v1=ab' }, body: '{"a":"é"}' });
		expect(heard).toEqual({
			method: 'POST',
			url: '/paid?company=1',
			headers: {
				'x-signature': 't=1,v1=ab',
				host: 'hook.example',
				'accept-encoding': 'identity',
				'content-length': '10',
				connection: 'close',
			},
			body: '{"a":"é"}',
		});
		expect(answer.status).toBe(202);
		expect(answer.headers['x-seen']).toBe('yes');
		expect(answer.headers).not.toHaveProperty('set-cookie');
		expect(answer.body.toString()).toBe('thanks');
		expect([asked, dialled]).toEqual([['hook.example'], [[publicAddress]]]);
	});

	it('works with a public address written out', async () => {
		const { port } = await outside((request, response) => response.end(request.headers.host));
		const { egress, asked, dialled } = watchedEgress(port, () => []);
		const answer = await egress.send(get('https://0x5db8d70e/'));
		expect(answer.body.toString()).toBe(publicAddress);
		expect([asked, dialled]).toEqual([[], [[publicAddress]]]);
	});

	it.each([301, 302, 303, 307, 308])('a redirect (%i) to the metadata service is an answer, not a way to go', async (status) => {
		let calls = 0;
		const { port } = await outside((_request, response) => {
			calls += 1;
			response.writeHead(status, { location: 'https://169.254.169.254/latest/meta-data/' }).end();
		});
		const { egress, asked, dialled } = watchedEgress(port, () => [publicAddress]);
		const answer = await egress.send(get(hook));
		expect([answer.status, answer.headers.location]).toEqual([status, 'https://169.254.169.254/latest/meta-data/']);
		expect([calls, asked.length, dialled.length]).toEqual([1, 1, 1]);
	});

	it('a name that turns private after the check (rebinding) is dialled at the checked address only', async () => {
		const { port } = await outside((_request, response) => response.end());
		const answers = [[publicAddress], ['127.0.0.1'], ['169.254.169.254']];
		let turn = 0;
		const { egress, asked, dialled } = watchedEgress(port, () => answers[turn++] ?? []);
		expect((await egress.send(get(hook))).status).toBe(200);
		expect([asked.length, dialled]).toEqual([1, [[publicAddress]]]);
		await expect(egress.send(get(hook))).rejects.toMatchObject({ code: 'NOT_PUBLIC' });
		await expect(egress.send(get(hook))).rejects.toMatchObject({ code: 'NOT_PUBLIC' });
		expect([asked.length, dialled]).toEqual([3, [[publicAddress]]]);
	});

	it('another address of the host is tried when the first does not answer', async () => {
		const { port } = await outside((_request, response) => response.end());
		const { egress } = watchedEgress(port, () => [publicAddress, '2606:2800:220:1::1'], { at: () => ['127.0.0.2', '127.0.0.1'] });
		expect((await egress.send(get(hook))).status).toBe(200);
	});
});

describe('refused before any name is looked up', () => {
	it.each([
		['', 'NOT_A_URL'],
		['hook.example/paid', 'NOT_A_URL'],
		['https://', 'NOT_A_URL'],
		['https://hook.example/a b', 'NOT_A_URL'],
		['https://hook\n.example/', 'NOT_A_URL'],
		['https://hook.example/\u0000', 'NOT_A_URL'],
		['https://1.2.3.4.5.256/', 'NOT_A_URL'],
		['https://[::1%25eth0]/', 'NOT_A_URL'],
		[`https://hook.example/${'a'.repeat(2_048)}`, 'NOT_A_URL'],
		['http://hook.example/', 'NOT_HTTPS'],
		['file:///etc/passwd', 'NOT_HTTPS'],
		['gopher://hook.example/', 'NOT_HTTPS'],
		['data:text/plain,a', 'NOT_HTTPS'],
		['https://hook.example:8443/', 'OTHER_PORT'],
		['https://hook.example:22/', 'OTHER_PORT'],
		['https://me:secret@hook.example/', 'CREDENTIALS_IN_URL'],
		['https://:secret@hook.example/', 'CREDENTIALS_IN_URL'],
		['https://hook.example@127.0.0.1/', 'CREDENTIALS_IN_URL'],
	])('%j: %s', async (url, code) => {
		const { egress, asked } = watchedEgress(1, () => [publicAddress]);
		const refusal = egress.send(get(url));
		await expect(refusal).rejects.toMatchObject({ name: 'EgressRefused', code });
		await expect(refusal).rejects.not.toThrow(/secret|passwd|example\/paid/);
		expect(asked).toEqual([]);
	});

	it.each([
		'Authorization',
		'cookie',
		'HOST',
		'Connection',
		'Transfer-Encoding',
		'content-length',
		'Upgrade',
		'Proxy-Authorization',
		'te',
		'Expect',
	])('the header %s cannot be set', async (name) => {
		const { egress, asked } = watchedEgress(1, () => [publicAddress]);
		const refusal = egress.send(get(hook, { headers: { [name]: 'a-secret' } }));
		await expect(refusal).rejects.toMatchObject({ name: 'EgressRefused', code: 'HEADER_NOT_ALLOWED' });
		await expect(refusal).rejects.not.toThrow(/a-secret/);
		expect(asked).toEqual([]);
	});

	it.each([
		['x-a', 'b\r\nCookie: c'],
		['x-a', 'b\nc'],
		['x-a', 'é'],
		['x-a\r\nCookie', 'b'],
		['x a', 'b'],
		['', 'b'],
	])('a header line %j: %j is no header', async (name, value) => {
		const { egress } = watchedEgress(1, () => [publicAddress]);
		await expect(egress.send(get(hook, { headers: { [name]: value } }))).rejects.toMatchObject({ code: 'HEADER_NOT_ALLOWED' });
	});

	it('more than 64 KB, or 8 KB of headers', async () => {
		const { port } = await outside((request, response) => request.on('end', () => response.end()).resume());
		const { egress, asked } = watchedEgress(port, () => [publicAddress]);
		const post = (body: string | Buffer) => egress.send({ url: hook, method: 'POST', body });
		await expect(post('é'.repeat(32_769))).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
		await expect(post(Buffer.alloc(65_537))).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
		await expect(egress.send(get(hook, { headers: { 'x-a': 'a'.repeat(8_192) } }))).rejects.toMatchObject({ code: 'REQUEST_TOO_LARGE' });
		expect(asked).toEqual([]);
		expect((await post(Buffer.alloc(65_536))).status).toBe(200);
	});
});

describe('given up', () => {
	it('an answer of more than 64 KB, with what its status was', async () => {
		let cut = 0;
		const { port } = await outside((request, response) => {
			response.on('close', () => {
				cut += 1;
			});
			const size = Number(request.url?.slice(1));
			if (size > 0) return response.end(Buffer.alloc(size));
			const more = setInterval(() => response.write(Buffer.alloc(16_384)), 1);
			response.on('close', () => clearInterval(more));
		});
		const { egress } = watchedEgress(port, () => [publicAddress]);
		expect((await egress.send(get('https://hook.example/65536'))).body.length).toBe(65_536);
		await expect(egress.send(get('https://hook.example/65537'))).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
		await expect(egress.send(get(hook))).rejects.toMatchObject({ name: 'EgressFailed', code: 'ANSWER_TOO_LARGE', status: 200 });
		await vi.waitFor(() => expect(cut).toBe(3));
	});

	it('headers of more than 16 KB', async () => {
		const { port } = await outside((_request, response) => response.writeHead(200, { 'x-a': 'a'.repeat(20_000) }).end());
		const { egress } = watchedEgress(port, () => [publicAddress]);
		await expect(egress.send(get(hook))).rejects.toMatchObject({ code: 'UNREACHABLE', status: null });
	});

	it.each([
		['no name server answers', '', null],
		['the connection stays silent', '/silent', null],
		['the answer drips without end', '/drips', 200],
	])('after the deadline, in all: %s', async (_what, at, status) => {
		let closed = false;
		const { server, port } = await outside((_request, response) => {
			if (at === '/silent') return;
			const more = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(more));
		});
		server.on('secureConnection', (socket) =>
			socket.on('close', () => {
				closed = true;
			}),
		);
		const lookUp = at === '' ? () => new Promise<readonly string[]>(() => undefined) : () => [publicAddress];
		const { egress } = watchedEgress(port, lookUp, { deadlineMs: 300 });
		const started = performance.now();
		await expect(egress.send(get(hook))).rejects.toMatchObject({ name: 'EgressFailed', code: 'TOO_SLOW', status });
		expect(performance.now() - started).toBeLessThan(2_000);
		if (at !== '') await vi.waitFor(() => expect(closed).toBe(true));
	});

	it('a name that comes in after the deadline is dialled no more', async () => {
		const late = Promise.withResolvers<readonly string[]>();
		const { egress, dialled } = watchedEgress(1, () => late.promise, { deadlineMs: 20 });
		await expect(egress.send(get(hook))).rejects.toMatchObject({ code: 'TOO_SLOW' });
		late.resolve([publicAddress]);
		await new Promise((done) => setTimeout(done, 20));
		expect(dialled).toEqual([]);
	});

	it.each([
		['cut before an answer', (socket: { destroy: () => void }) => socket.destroy(), null],
		['cut in the middle', undefined, 200],
	])('a connection %s', async (_what, cut, status) => {
		const { port } = await outside((request, response) => {
			if (cut) return cut(request.socket);
			response.writeHead(200, { 'content-length': '100' }).write('half');
			setTimeout(() => request.socket.destroy(), 20);
		});
		const { egress } = watchedEgress(port, () => [publicAddress]);
		await expect(egress.send(get(hook))).rejects.toMatchObject({ name: 'EgressFailed', code: 'UNREACHABLE', status });
	});

	it('an answer that changes the protocol', async () => {
		const { server, port } = await outside(() => undefined);
		server.removeAllListeners('request');
		server.on('request', (request) => request.socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h\r\nConnection: Upgrade\r\n\r\n'));
		const { egress } = watchedEgress(port, () => [publicAddress]);
		await expect(egress.send(get(hook))).rejects.toMatchObject({ name: 'EgressFailed', code: 'UNREACHABLE' });
	});

	it('a name server that is out of order is not an unknown host', async () => {
		const { egress } = watchedEgress(1, () => Promise.reject(Object.assign(new Error('queryA ESERVFAIL'), { code: 'ESERVFAIL' })));
		await expect(egress.send(get(hook))).rejects.toMatchObject({ name: 'EgressFailed', code: 'UNREACHABLE' });
	});
});

describe('nothing of the environment loosens it', () => {
	it.each([
		['a certificate nobody vouches for', () => selfSigned(['hook.example']), hook],
		['a certificate for another host', () => trusted, 'https://third.example/'],
	])('%s is refused, with NODE_TLS_REJECT_UNAUTHORIZED=0 too', async (_what, certificate, url) => {
		let calls = 0;
		const { port } = await outside(() => {
			calls += 1;
		}, certificate());
		const { egress } = watchedEgress(port, () => [publicAddress]);
		await expect(egress.send(get(url))).rejects.toMatchObject({ name: 'EgressFailed', code: 'CERTIFICATE' });
		vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
		await expect(egress.send(get(url))).rejects.toMatchObject({ name: 'EgressFailed', code: 'CERTIFICATE' });
		expect(calls).toBe(0);
	});

	it('the product has no setting, and refuses this machine', async () => {
		expect(httpsEgress).toHaveLength(0);
		await expect(httpsEgress().send(get('https://127.0.0.1/'))).rejects.toMatchObject({ code: 'NOT_PUBLIC' });
	});

	it('no proxy is asked, and no flag of node makes the parser lenient or the look-up another', async () => {
		let proxied = 0;
		const proxy = createServer((socket) => {
			proxied += 1;
			socket.destroy();
		});
		await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
		const away = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
		const program = `
			import { get, openOutside, publicAddress, watchedEgress } from ${JSON.stringify(path(import.meta.dirname, 'outside.ts'))};
			const outside = await openOutside((request, response) => {
				if (request.url === '/') return response.end('direct');
				request.socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n');
			});
			const { egress } = watchedEgress(outside.port, () => [publicAddress, '2606:2800:220:1::1']);
			console.log((await egress.send(get('https://hook.example/'))).body.toString());
			await egress.send(get('https://hook.example/two-lengths')).catch((error) => console.log(error.code));
			await outside.close();`;
		const env = {
			...process.env,
			NODE_USE_ENV_PROXY: '1',
			HTTPS_PROXY: away,
			https_proxy: away,
			ALL_PROXY: away,
			NO_PROXY: '',
			no_proxy: '',
		};
		const flags = ['--no-network-family-autoselection', '--insecure-http-parser', '--input-type=module', '-e', program];
		const said = await new Promise<string>((done, fail) => {
			execFile(process.execPath, flags, { env, timeout: 20_000 }, (error, stdout) => (error ? fail(error) : done(stdout)));
		});
		proxy.close();
		expect([said.trim().split('\n'), proxied]).toEqual([['direct', 'UNREACHABLE'], 0]);
	});
});
