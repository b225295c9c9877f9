import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorOf } from '../../lib/parts/alarm.ts';
import { functionsOf, idIn, ofType, synthesized } from './synthesized.ts';

const { hub, watch } = synthesized();
/** What the hub hands to its nested stack, by the name that it has there. */
const handed = new Map(
	ofType(hub, 'AWS::CloudFormation::Stack').flatMap(([, { Properties }]) =>
		Object.entries(Properties.Parameters as Readonly<Record<string, unknown>>).map(([name, value]) => [name, idIn(value)] as const),
	),
);
const alarms = ofType(watch, 'AWS::CloudWatch::Alarm').map(([id, { Properties }]) => {
	const [impact = '', link = ''] = String(Properties.AlarmDescription).split('\n');
	return { id, impact, anchor: link.replace('Runbook: docs/runbook.md#', ''), metric: String(Properties.MetricName), Properties };
});

const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const sections = runbook.split(/^## /m).slice(1);
const headings = sections.map((section) => section.slice(0, section.indexOf('\n')));

describe('alarms', () => {
	it('stand apart, in a stack of the hub’s own', () => {
		expect(ofType(hub, 'AWS::CloudWatch::Alarm')).toEqual([]);
		expect(alarms.length).toBeGreaterThan(60);
	});

	it('say what a person loses, in a sentence', () => {
		for (const { id, impact } of alarms) expect([id, impact]).toEqual([id, expect.stringMatching(/^[A-Z].{15,}\.$/)]);
	});

	it('have one heading each in the runbook, and no heading is left over', () => {
		expect(alarms.map(({ anchor }) => anchor).sort()).toEqual(headings.map(anchorOf).sort());
		expect(new Set(headings).size).toBe(headings.length);
	});

	it('are described, investigated and resolved there', () => {
		for (const section of sections) {
			const parts = section.split(/^### /m).slice(1);
			const named = parts.map((part) => part.slice(0, part.indexOf('\n')));
			expect([section.split('\n')[0], ...named]).toEqual([section.split('\n')[0], 'Description', 'Investigation', 'Resolution']);
			for (const part of parts) expect(part.slice(part.indexOf('\n')).trim().length, section.slice(0, 40)).toBeGreaterThan(20);
		}
	});

	it('tell someone', () => {
		for (const { id, Properties } of alarms)
			expect([id, Properties.AlarmActions]).toEqual([id, [{ Ref: expect.stringMatching(/^Alarms/) }]]);
	});

	const watching = (metric: string): readonly string[] =>
		alarms
			.filter((alarm) => alarm.metric === metric)
			.map(({ Properties }) => handed.get(idIn(Properties.Dimensions)) ?? '')
			.sort();

	it('watch every function, every dead-letter queue and every schedule', () => {
		const functions = functionsOf(hub);
		const queues = ofType(hub, 'AWS::SQS::Queue');
		expect(watching('Errors')).toEqual([...functions.values()].map(({ id }) => id).sort());
		expect(watching('ApproximateNumberOfMessagesVisible')).toEqual(
			queues
				.filter(([, queue]) => !('RedrivePolicy' in queue.Properties))
				.map(([id]) => id)
				.sort(),
		);
		expect(watching('Invocations')).toEqual(
			[...functions]
				.filter(([entry]) => entry.endsWith('.schedule.ts'))
				.map(([, { id }]) => id)
				.sort(),
		);
	});
});
