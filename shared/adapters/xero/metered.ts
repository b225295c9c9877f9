import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Meter } from '../../ports/accounting.ts';
import { leftOf, leftOfRefusal } from './call.ts';

/**
 * The SDK's object, each of whose calls the meter hears of: before it, and what Xero then says is left of its limits (`X-MinLimit-Remaining`,
 * `X-DayLimit-Remaining`, `X-AppMinLimit-Remaining`, on refusals too). Here and not at each call: there are thirty.
 */
export const metered = (api: AccountingApi, meter: Meter): AccountingApi =>
	new Proxy(api, {
		get: (target, name) => {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') return member;
			return async (...args: unknown[]): Promise<unknown> => {
				meter.ask(String(name).startsWith('get') ? 'read' : 'write');
				try {
					const answer: unknown = await Reflect.apply(member, target, args);
					meter.heard(leftOf(answer));
					return answer;
				} catch (rejected) {
					meter.heard(leftOfRefusal(rejected));
					throw rejected;
				}
			};
		},
	});
