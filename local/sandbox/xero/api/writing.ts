/** What the writes of the API share. */
import type { XeroEditor } from '../edit/editor.ts';
import type { OrganisationRow, Store } from '../store.ts';
import { ApiRefused } from './wire.ts';

export type Writing = { readonly store: Store; readonly org: OrganisationRow; readonly edit: XeroEditor };

/** 400 with Xero's words for what is wrong. Nothing was written. */
export const invalid = (messages: readonly string[], of: object = {}): ApiRefused =>
	new ApiRefused(400, {
		ErrorNumber: 10,
		Type: 'ValidationException',
		Message: 'A validation exception occurred',
		Elements: [{ ...of, ValidationErrors: messages.map((Message) => ({ Message })) }],
	});
