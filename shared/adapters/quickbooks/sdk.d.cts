import type { QuickBooks as Client } from 'node-quickbooks';

declare const sdk: { readonly QuickBooks: typeof Client; setTimeoutMs(ms: number): void };
export = sdk;
