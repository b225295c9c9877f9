/** An answer of DynamoDB that is an error: what the SDK turns into an exception of that name. */
export class DynamoError extends Error {
	override readonly name = 'DynamoError';
	readonly code: string;
	readonly status: number;
	readonly body: Readonly<Record<string, unknown>>;

	constructor(code: string, message: string, extra: Readonly<Record<string, unknown>> = {}, status = 400) {
		super(message);
		this.code = code;
		this.status = status;
		this.body = { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message, ...extra };
	}
}

export const invalid = (message: string): DynamoError => new DynamoError('ValidationException', message);

/** dynalite's errors are plain Errors with `statusCode` and `body`; anything without them is a fault of ours and stays as it is. */
export const asDynamoError = (error: unknown): unknown => {
	if (!(error instanceof Error) || error instanceof DynamoError) return error;
	const { statusCode, body } = error as { statusCode?: unknown; body?: unknown };
	if (typeof statusCode !== 'number' || typeof body !== 'object' || body === null) return error;
	const { __type = 'ValidationException', message, Message, ...extra } = body as { __type?: string; message?: string; Message?: string };
	return new DynamoError(__type.replace(/^.*#/, ''), message ?? Message ?? error.message, extra, statusCode);
};
