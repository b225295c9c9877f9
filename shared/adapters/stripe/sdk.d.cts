/** With the types that our modules see: `require` would bring a second set of the same. */
export declare const Stripe: typeof import('stripe', { with: { 'resolution-mode': 'import' } }).default;
