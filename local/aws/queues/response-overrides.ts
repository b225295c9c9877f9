/**
 * S3 lets a presigned URL set headers of the answer (`response-content-disposition=…`: under which name a browser saves the file).
 * fauxqs 2.4.1 answers the object's own; this puts the asked ones in their place.
 */
import { type IncomingMessage, type ServerResponse, validateHeaderValue } from 'node:http';

const settable = ['content-type', 'content-language', 'expires', 'cache-control', 'content-disposition', 'content-encoding'];

const askedFor = (url: string): Record<string, string> => {
	if (!url.includes('response-')) return {};
	const { searchParams } = new URL(url, 'http://127.0.0.1');
	return Object.fromEntries(
		settable.flatMap((name) => {
			const value = searchParams.get(`response-${name}`);
			return value === null ? [] : [[name, value]];
		}),
	);
};

/** Before fauxqs sees the request. False: it is answered, with 400 for a value that no header can have. */
export const overrideResponse = (request: IncomingMessage, response: ServerResponse): boolean => {
	const asked = request.method === 'GET' || request.method === 'HEAD' ? askedFor(request.url ?? '') : {};
	if (Object.keys(asked).length === 0) return true;
	try {
		for (const [name, value] of Object.entries(asked)) validateHeaderValue(name, value);
	} catch (error) {
		response.writeHead(400, { 'content-type': 'application/xml' });
		response.end(`<Error><Code>InvalidArgument</Code><Message>${error instanceof Error ? error.name : ''}</Message></Error>`);
		return false;
	}
	const writeHead: CallableFunction = Reflect.get(response, 'writeHead');
	response.writeHead = (status: number, ...rest: unknown[]): ServerResponse => {
		const own = rest.at(-1);
		const changed = status < 300 ? [{ ...(typeof own === 'object' ? own : {}), ...asked }] : rest;
		return Reflect.apply(writeHead, response, [status, ...changed]) as ServerResponse;
	};
	return true;
};
