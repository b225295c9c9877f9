/** QuickBooks would not allow it; the message says why. */
export class EditError extends Error {
	override readonly name = 'EditError';
}
