import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from '../../scripts/bundle.ts';
import { entryOf, functionsOf, idIn, ofType, synthesized } from './synthesized.ts';

const { hub } = synthesized();
const functions = functionsOf(hub);

describe('entries', () => {
	it('are deployed, each of them, and nothing else is', async () => {
		expect([...functions.keys()].sort()).toEqual(await entries());
	});

	it('run on the Lambda they were bundled for', () => {
		for (const [entry, { resource }] of functions)
			expect([entry, resource.Properties.Runtime, resource.Properties.Architectures, resource.Properties.Handler]).toEqual([
				entry,
				'nodejs24.x',
				['arm64'],
				'index.handler',
			]);
	});

	/** An entry names its routes literally: a route that only one side knows answers 404 or is never called. */
	const written = (entry: string): readonly string[] =>
		readFileSync(join(import.meta.dirname, '../../functions', entry), 'utf8').match(
			/(?<=')(?:ANY|DELETE|GET|PATCH|POST|PUT) \/[^']*(?=')/g,
		) ?? [];
	const routed = (entry: string): readonly string[] =>
		ofType(hub, 'AWS::ApiGatewayV2::Route')
			.filter(([, route]) => entryOf(hub[idIn(hub[idIn(route.Properties.Target)]?.Properties.IntegrationUri)]) === entry)
			.map(([, route]) => String(route.Properties.RouteKey));

	it.each([...functions.keys()].filter((entry) => entry.endsWith('.http.ts')))('%s answers the routes that lead to it', (entry) => {
		expect([...written(entry)].sort()).toEqual([...routed(entry)].sort());
	});
});
