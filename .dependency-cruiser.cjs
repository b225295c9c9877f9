/** Who may import whom. One rule a room, each with its reason; test/shared/import-rules.test.ts breaks every rule once. */
const only = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const room = (path) => `^shared/${path}/`;

module.exports = {
	forbidden: [
		only('no-cycles', 'A cycle has no first thing to read.', {}, { circular: true, dependencyTypesNot: ['type-only'] }),
		only('unresolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true, pathNot: '^aws-lambda$' }),
		only(
			'domain-is-pure',
			'Domain decides; it knows no SDK, clock or environment.',
			{ path: room('domain') },
			{ pathNot: [room('domain'), 'node_modules/(dinero\\.js|temporal-polyfill|temporal-spec)/'] },
		),
		only(
			'ports-name-needs',
			'A port is a need in the words of the domain.',
			{ path: room('ports') },
			{ pathNot: [room('(domain|ports)'), '^shared/wire/messages\\.ts$'] },
		),
		only(
			'wire-is-shared-shape',
			'What two sides agree on depends on nothing but the domain and zod.',
			{ path: room('wire') },
			{ pathNot: [room('(domain|wire)'), 'node_modules/zod/'] },
		),
		only(
			'adapters-translate',
			'An adapter knows ports, domain and wire, not the runtime or a station.',
			{ path: room('adapters') },
			{ path: '^(functions|lib|bin|web|local|test|bench|scripts|shared/runtime)/' },
		),
		only(
			'adapters-apart',
			'One adapter never leans on another.',
			{ path: '^shared/adapters/([^/]+)/' },
			{ path: '^shared/adapters/', pathNot: '^shared/adapters/$1/' },
		),
		only(
			'runtime-is-shared',
			'The composition root knows all of shared and nothing of a station or page.',
			{ path: room('runtime') },
			{ path: '^(functions|lib|bin|web|local|test|bench|scripts)/' },
		),
		only(
			'stations-apart',
			'Stations talk through messages and the table only.',
			{ path: '^functions/([^/]+)/' },
			{ path: '^functions/', pathNot: '^functions/$1/' },
		),
		only(
			'use-cases-order',
			'A use case orders ports and domain; it never sees an adapter, the runtime, a page or a package.',
			{ path: '^functions/', pathNot: '\\.(http|queue|schedule)\\.ts$' },
			{ pathNot: ['^functions/', room('(domain|ports|wire)'), '^(node:)?crypto$'] },
		),
		only(
			'entries-join',
			'An entry joins a trigger to use cases through the runtime.',
			{ path: '^functions/.*\\.(http|queue|schedule)\\.ts$' },
			{ pathNot: ['^functions/', room('(runtime|wire|domain|ports)'), '^web/'] },
		),
		only(
			'lib-deploys',
			'Infrastructure reads names from wire and never function code.',
			{ path: '^lib/' },
			{ pathNot: ['^lib/', room('(wire|domain)'), 'node_modules/(aws-cdk-lib|constructs|cdk-nag)/', '^(node:)?(fs|path|url|crypto)$'] },
		),
		only(
			'web-draws',
			'Pages are functions of views.',
			{ path: '^web/' },
			{
				pathNot: [
					'^web/',
					room('domain'),
					'^shared/wire/(http|[a-z-]+-view|arrangement-(acts|fields|slices|terms|words|work))\\.ts$',
					'node_modules/hono/',
					'^(node:)?crypto$',
				],
			},
		),
		only(
			'nobody-imports-local',
			'What stands in for AWS and the providers is never part of the product.',
			{ path: '^(bin|lib|functions|shared|web)/' },
			{ path: '^(local|test|bench|scripts)/' },
		),
		only(
			'second-reader',
			"The demo's second reading of every figure shares nothing with the first: no mistake of ours can agree with itself.",
			{ path: '^local/demo/own/' },
			{ pathNot: ['^local/demo/own/', '^(node:)?(path|sqlite)$'] },
		),
		only(
			'one-csv-writer',
			'The formula guard is in one place (threat T10).',
			{ path: '^(functions|shared|web)/', pathNot: '^shared/adapters/csv/' },
			{ path: 'node_modules/(csv-stringify|papaparse|fast-csv|hucre|exceljs)/' },
		),
		only(
			'one-door-out',
			'Requests leave from adapters only; what a company can name goes through the egress port (threat T12).',
			{ path: '^(functions|shared|web)/', pathNot: room('adapters') },
			{ path: '^(node:)?(http|https|net|tls|dns)$|node_modules/(axios|undici)/' },
		),
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		tsPreCompilationDeps: true,
		parser: 'swc',
		enhancedResolveOptions: {
			extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default', 'types'],
		},
	},
};
