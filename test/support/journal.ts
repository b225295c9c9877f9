/** Records as they are stored, made short and the same on every run, and the states each went through: what `docs/journey.md` is written from. */
import type { LocalDynamo } from '../../local/aws/dynamo/index.ts';

type Item = Readonly<Record<string, unknown>>;
type Stored = Readonly<Record<string, { readonly S?: string } & { readonly [type: string]: unknown }>>;

const itemsPutBy = (operation: string, request: Readonly<Record<string, unknown>>): Stored[] => {
	if (operation === 'PutItem') return [request.Item as Stored];
	if (operation !== 'TransactWriteItems') return [];
	return (request.TransactItems as { readonly Put?: { readonly Item: Stored } }[]).flatMap(({ Put }) => (Put ? [Put.Item] : []));
};

const moment = /(\d{4}-\d{2}-\d{2})T\d\d:\d\d:\d\d(\.\d{3})?Z/g;
/** As mails say it. */
const hour = /\bat \d\d:\d\d UTC/g;

export class Journal {
	readonly #states = new Map<string, string[]>();
	readonly #names = new Map<string, string>();
	readonly #lines: string[] = [];

	constructor(dynamo: LocalDynamo) {
		dynamo.watch((operation, request) => {
			for (const { pk, sk, state } of itemsPutBy(operation, request)) {
				const key = `${pk?.S ?? ''} ${sk?.S ?? ''}`;
				const known = this.#states.get(key) ?? [];
				if (state?.S !== undefined && known.at(-1) !== state.S) this.#states.set(key, [...known, state.S]);
			}
		});
	}

	/** What is different on every run gets a name, wherever it stands. */
	name(text: string, as: string): void {
		if (text !== '') this.#names.set(text, as);
	}
	short(text: string): string {
		const longestFirst = [...this.#names].toSorted(([a], [b]) => b.length - a.length);
		return longestFirst
			.reduce((now, [from, to]) => now.replaceAll(from, to), text)
			.replace(moment, '$1 …')
			.replace(hour, 'at … UTC');
	}

	say(...lines: readonly string[]): void {
		this.#lines.push(...lines.map((line) => this.short(line)));
	}
	block(text: string, language = 'text'): void {
		this.say('', `\`\`\`${language}`, ...text.trim().split('\n'), '```', '');
	}
	/** One record by these attributes, in this order. */
	record(item: Item, attributes: readonly string[]): void {
		const states = this.#states.get(`${String(item.pk)} ${String(item.sk)}`) ?? [];
		this.block(
			[
				`${String(item.pk)} | ${String(item.sk)}`,
				...attributes.map(
					(each) => `  ${each}: ${each === 'state' && states.length > 1 ? states.join(' → ') : JSON.stringify(item[each])}`,
				),
			].join('\n'),
		);
	}
	text(): string {
		return `${this.#lines
			.join('\n')
			.replace(/\n{3,}/g, '\n\n')
			.trim()}\n`;
	}
}
