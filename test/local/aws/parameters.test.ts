import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, GetParametersByPathCommand, GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { type LocalParameters, startParameters } from '../../../local/aws/parameters/index.ts';

const clientOf = ({ url }: LocalParameters): SSMClient =>
	new SSMClient({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });
const initial = { '/cobro/xero/client-id': 'id', '/cobro/xero/client-secret': 'secret', '/cobro/other': 'x' };

it('gives what it was started with, by name, by names and by path', async () => {
	const parameters = await startParameters({ port: 0, dir: null, initial });
	const client = clientOf(parameters);
	const get = (Name: string, WithDecryption: boolean) => client.send(new GetParameterCommand({ Name, WithDecryption }));
	expect((await get('/cobro/xero/client-secret', true)).Parameter).toMatchObject({ Value: 'secret', Type: 'SecureString', Version: 1 });
	expect((await get('/cobro/xero/client-secret', false)).Parameter?.Value).toMatch(/^encrypted:/);
	await expect(get('/cobro/none', true)).rejects.toMatchObject({ name: 'ParameterNotFound' });
	const some = await client.send(new GetParametersCommand({ Names: ['/cobro/other', '/cobro/none'], WithDecryption: true }));
	expect([some.Parameters?.map(({ Value }) => Value), some.InvalidParameters]).toEqual([['x'], ['/cobro/none']]);
	const under = async (Recursive: boolean) =>
		(await client.send(new GetParametersByPathCommand({ Path: '/cobro', Recursive, WithDecryption: true }))).Parameters?.map(
			({ Name }) => Name,
		);
	expect(await under(false)).toEqual(['/cobro/other']);
	expect(await under(true)).toEqual(['/cobro/other', '/cobro/xero/client-id', '/cobro/xero/client-secret']);
	await parameters.close();
});

it('keeps what was put in a file of its owner, and refuses to overwrite unasked', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'cobro-parameters-'));
	const first = await startParameters({ port: 0, dir, initial });
	const put = (Value: string, Overwrite: boolean) =>
		clientOf(first).send(new PutParameterCommand({ Name: '/cobro/xero/webhook-key', Type: 'SecureString', Value, Overwrite }));
	expect((await put('a', false)).Version).toBe(1);
	await expect(put('b', false)).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
	expect((await put('b', true)).Version).toBe(2);
	await expect(startParameters({ port: first.port, dir: null, initial: {} })).rejects.toMatchObject({ name: 'PortTaken' });
	await first.close();
	expect(statSync(join(dir, 'parameters.json')).mode & 0o777).toBe(0o600);
	const again = await startParameters({ port: 0, dir, initial });
	const { Parameter } = await clientOf(again).send(new GetParameterCommand({ Name: '/cobro/xero/webhook-key', WithDecryption: true }));
	expect(Parameter).toMatchObject({ Value: 'b', Version: 2 });
	await again.close();
	rmSync(dir, { recursive: true });
});
