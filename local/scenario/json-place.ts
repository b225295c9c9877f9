/** Finds the line of a value in JSON text, so that a complaint can name it. For text that `JSON.parse` has accepted. */

export type JsonPath = readonly (string | number)[];

const token = /\s*("(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+)/y;

/** Line (from 1) where the value at `path` begins; of its nearest ancestor where the path leads nowhere. */
export const lineOf = (text: string, path: JsonPath): number => {
	token.lastIndex = 0;
	let start = 0;
	const take = (): string => {
		const match = token.exec(text);
		const word = match?.[1] ?? '';
		start = token.lastIndex - word.length;
		return word;
	};
	let found = 0;
	/** Reads one value, noting where it begins while it lies on the path. */
	const value = (depth: number, onPath: boolean): void => {
		const opening = take();
		if (onPath) found = start;
		if (opening !== '{' && opening !== '[') return;
		const closing = opening === '{' ? '}' : ']';
		const resume = token.lastIndex;
		if (take() === closing) return;
		token.lastIndex = resume;
		for (let index = 0; ; index++) {
			let name: string | number = index;
			if (opening === '{') {
				name = String(JSON.parse(take()));
				take();
			}
			value(depth + 1, onPath && depth < path.length && name === path[depth]);
			if (take() !== ',') return;
		}
	};
	value(0, true);
	return text.slice(0, found).split('\n').length;
};
