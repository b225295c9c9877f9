/** What the sandbox's pages may use. */
import type { Faults } from '../../faults.ts';
import type { LocalRequest } from '../../server.ts';
import type { XeroEditor } from '../edit/editor.ts';
import type { Limits } from '../limits.ts';
import type { Identity } from '../oauth.ts';
import type { Store } from '../store.ts';
import type { Webhooks } from '../webhooks.ts';

export type PageParts = {
	readonly store: Store;
	readonly identity: Identity;
	readonly limits: Limits;
	readonly faults: Faults;
	readonly webhooks: Webhooks;
	readonly editorOf: (org: string) => XeroEditor;
};

export const formOf = (request: LocalRequest): URLSearchParams => new URLSearchParams(request.body.toString('utf8'));
