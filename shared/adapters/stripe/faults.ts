/** What failures of Stripe mean. Its own texts may quote what we sent, so none of them goes into a message. */
import { CollectingFault } from '../../ports/collecting.ts';

const field = (error: unknown, name: 'code' | 'type' | 'statusCode'): unknown =>
	typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
const codeOf = (error: unknown): string | null => {
	const code = field(error, 'code');
	return typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? code : null;
};

export const isMissing = (error: unknown): boolean => codeOf(error) === 'resource_missing';

export const faultOf = (error: unknown): CollectingFault => {
	const code = codeOf(error);
	switch (field(error, 'type')) {
		case 'StripeRateLimitError':
			return new CollectingFault('throttled', 'Stripe asks us to wait (429)', code);
		case 'StripeInvalidRequestError':
			return new CollectingFault('refused', `Stripe refuses the request${code === null ? '' : ` (${code})`}`, code);
		case 'StripeIdempotencyError':
			return new CollectingFault('refused', 'Stripe knows this key with another request', code ?? 'idempotency_error');
		case 'StripeAuthenticationError':
		case 'StripePermissionError':
			// Nothing that the customer or another try could change: somebody must look at the key.
			return new CollectingFault('unavailable', 'Stripe does not accept our key (401)', 'key_refused');
		default: {
			const status = field(error, 'statusCode');
			return new CollectingFault('unavailable', typeof status === 'number' ? `Stripe answered ${status}` : 'Stripe did not answer', code);
		}
	}
};

const isStripes = (error: unknown): boolean => String(field(error, 'type')).startsWith('Stripe');

/** Asks; what the SDK throws becomes a `CollectingFault`, mistakes of our own stay what they are. */
export const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
	try {
		return await ask();
	} catch (error) {
		throw isStripes(error) ? faultOf(error) : error;
	}
};
