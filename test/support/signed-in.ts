/** The first minutes of a person with Cobro, by buttons: signing in and connecting ledgers. */
import type { LocalStack } from '../../local/stack.ts';
import type { ConnectionsView } from '../../shared/wire/http.ts';
import { type Shown, Visitor } from './visitor.ts';

export const signedIn = async (
	stack: LocalStack,
	who: 'Ana' | 'Boris' = 'Ana',
): Promise<{ readonly visitor: Visitor; readonly page: Shown }> => {
	const visitor = new Visitor();
	const choice = await visitor.open(`${stack.hubOrigin}/sign-in`);
	return { visitor, page: await visitor.press(choice, who) };
};

export const connectXero = async (visitor: Visitor, hub: Shown): Promise<Shown> =>
	visitor.press(await visitor.press(hub, 'Connect Xero'), 'Allow access');
export const connectQuickbooks = async (visitor: Visitor, hub: Shown): Promise<Shown> =>
	visitor.press(await visitor.press(hub, 'Connect QuickBooks'), 'Agree');

export const connectionsOf = async (stack: LocalStack, visitor: Visitor): Promise<ConnectionsView['connections']> =>
	(await visitor.json<ConnectionsView>(`${stack.hubOrigin}/connections`)).connections;
