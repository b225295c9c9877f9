/** Nobody is followed: neither openings nor clicks are asked of the mail service, which would put a picture into mails and lead their links through its own. */
import { expect, it } from 'vitest';
import { ofType, synthesized } from '../infra/synthesized.ts';

it('the configuration set of our mails tells of delivery alone, and rewrites no link', () => {
	const { hub } = synthesized();
	const destinations = ofType(hub, 'AWS::SES::ConfigurationSetEventDestination');
	expect(destinations).toHaveLength(1);
	const events = destinations.flatMap(([, { Properties }]) => {
		const types: unknown = Reflect.get(Object(Properties.EventDestination), 'MatchingEventTypes');
		return Array.isArray(types) ? types.map(String) : [];
	});
	expect(events.toSorted((a, b) => a.localeCompare(b))).toEqual(['bounce', 'complaint', 'delivery', 'deliveryDelay', 'reject', 'send']);
	const sets = ofType(hub, 'AWS::SES::ConfigurationSet');
	expect(sets).toHaveLength(1);
	for (const [, { Properties }] of sets) expect(Object.keys(Properties)).not.toContain('TrackingOptions');
});
