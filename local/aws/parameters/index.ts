/**
 * SSM Parameter Store on this machine: GetParameter, GetParameters, GetParametersByPath (no paging) and PutParameter.
 * A SecureString asked for without `WithDecryption` comes as a text that nobody can use, so a forgotten flag is seen here and not first in AWS.
 */
import { createHash } from 'node:crypto';
import { AwsError, type AwsOperations, type AwsRequest, serveAwsJson, textOf } from '../json-protocol.ts';
import { type Parameter, ParameterStore } from './store.ts';

export type LocalParameters = {
	/** `http://127.0.0.1:<port>`: the SDK's `endpoint`. */
	readonly url: string;
	readonly port: number;
	close(): Promise<void>;
};

const maxValue = 4096;
const types = ['String', 'StringList', 'SecureString'] as const;

const arnOf = (name: string): string => `arn:aws:ssm:us-east-1:000000000000:parameter${name.startsWith('/') ? '' : '/'}${name}`;
const describe = (name: string, { value, type, version, modified }: Parameter, decrypt: boolean): object => ({
	Name: name,
	Type: type,
	Value: type === 'SecureString' && !decrypt ? `encrypted:${createHash('sha256').update(`${name}\n${value}`).digest('base64')}` : value,
	Version: version,
	LastModifiedDate: modified / 1000,
	ARN: arnOf(name),
	DataType: 'text',
});
const decrypts = (request: AwsRequest): boolean => request.WithDecryption === true;

const operationsOf = (store: ParameterStore): AwsOperations => ({
	GetParameter: (request) => {
		const name = textOf(request, 'Name');
		const parameter = store.get(name);
		if (!parameter) throw new AwsError('ParameterNotFound', `there is no parameter ${name}`);
		return { Parameter: describe(name, parameter, decrypts(request)) };
	},
	GetParameters: (request) => {
		const names = request.Names;
		if (!Array.isArray(names) || names.length === 0 || names.length > 10)
			throw new AwsError('ValidationException', 'Names must hold 1 to 10 names');
		const asked = names.map((name) => ({ name: String(name), parameter: store.get(String(name)) }));
		return {
			Parameters: asked.flatMap(({ name, parameter }) => (parameter ? [describe(name, parameter, decrypts(request))] : [])),
			InvalidParameters: asked.filter(({ parameter }) => !parameter).map(({ name }) => name),
		};
	},
	GetParametersByPath: (request) => ({
		Parameters: store.under(textOf(request, 'Path'), request.Recursive === true).flatMap((name) => {
			const parameter = store.get(name);
			return parameter ? [describe(name, parameter, decrypts(request))] : [];
		}),
	}),
	PutParameter: (request) => {
		const name = textOf(request, 'Name');
		const value = textOf(request, 'Value');
		const existing = store.get(name);
		if (existing && request.Overwrite !== true)
			throw new AwsError('ParameterAlreadyExists', `the parameter ${name} already exists; to change it, set Overwrite`);
		const type = types.find((each) => each === (request.Type ?? existing?.type));
		if (!type) throw new AwsError('ValidationException', `Type must be one of ${types.join(', ')}`);
		if (Buffer.byteLength(value) > maxValue) throw new AwsError('ValidationException', `Value must be at most ${maxValue} bytes`);
		return { Version: store.put(name, value, type).version, Tier: 'Standard' };
	},
});

/**
 * @param options.dir holds `parameters.json` (mode 0600); null: in memory
 * @param options.initial full name → value, kept as SecureString; put at every start unless it is there with that value already
 * @throws PortTaken
 */
export const startParameters = async (options: {
	port: number;
	dir: string | null;
	initial: Readonly<Record<string, string>>;
}): Promise<LocalParameters> => {
	const store = new ParameterStore(options.dir);
	for (const [name, value] of Object.entries(options.initial)) if (store.get(name)?.value !== value) store.put(name, value, 'SecureString');
	const server = await serveAwsJson({ port: options.port, name: 'SSM', prefix: 'AmazonSSM', operations: operationsOf(store) });
	return { url: server.origin, port: server.port, close: () => server.close() };
};
