/** The AWS JSON 1.1 protocol: `POST /` with the operation in X-Amz-Target; an error is a JSON body with its name in `__type`. */
import { randomUUID } from 'node:crypto';
import { type LocalAnswer, type LocalServer, serveLocal } from '../sandbox/server.ts';

/** Becomes the SDK's exception of that name. */
export class AwsError extends Error {
	override readonly name: string;
	constructor(name: string, message: string) {
		super(message);
		this.name = name;
	}
}

/** A request is whatever the caller sent: each operation checks what it uses. */
export type AwsRequest = Readonly<Record<string, unknown>>;
export type AwsOperations = Readonly<Record<string, (request: AwsRequest) => object>>;

export const textOf = (request: AwsRequest, field: string): string => {
	const value = request[field];
	if (typeof value !== 'string' || value === '') throw new AwsError('ValidationException', `${field} must be a text`);
	return value;
};
export const bytesOf = (request: AwsRequest, field: string): Buffer => Buffer.from(textOf(request, field), 'base64');

/** @param options.prefix of the target: `TrentService`, `AmazonSSM`. @throws PortTaken */
export const serveAwsJson = (options: {
	readonly port: number;
	readonly name: string;
	readonly prefix: string;
	readonly operations: AwsOperations;
}): Promise<LocalServer> => {
	const answer = (status: number, body: object): LocalAnswer => ({
		status,
		headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() },
		body: JSON.stringify(body),
	});
	return serveLocal({
		port: options.port,
		name: options.name,
		routes: {
			'POST /': ({ headers, body }) => {
				const [prefix, name = ''] = (headers['x-amz-target'] ?? '').split('.');
				const operation = prefix === options.prefix && Object.hasOwn(options.operations, name) ? options.operations[name] : undefined;
				try {
					if (!operation) throw new AwsError('UnknownOperationException', `${name} is not part of the local ${options.name}`);
					return answer(200, operation(JSON.parse(body.toString()) as AwsRequest));
				} catch (error) {
					if (error instanceof AwsError) return answer(400, { __type: error.name, message: error.message });
					if (error instanceof SyntaxError) return answer(400, { __type: 'SerializationException', message: error.message });
					throw error;
				}
			},
		},
	});
};
