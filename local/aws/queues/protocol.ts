/** What the queues' process and its parent say to each other. */
export type FromChild =
	| { readonly kind: 'ready'; readonly port: number }
	| { readonly kind: 'failed'; readonly portTaken: boolean; readonly message: string };
export type ToChild = { readonly kind: 'start'; readonly port: number; readonly dir: string | null } | { readonly kind: 'stop' };
