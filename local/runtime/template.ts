/** CloudFormation's functions, as far as CDK apps like ours use them. What is not known is refused in words, never guessed. */
import { type Assembly, AssemblyError, type Resource, type Stack } from './assembly.ts';

/** What a resource is called once it exists. Attributes not named here become an ARN-like text. */
export type Identity = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };
export type Naming = (resource: Resource) => Identity;

export const localAccount = '000000000000';
export const localRegion = 'eu-west-1';
const pseudo: Readonly<Record<string, string>> = {
	'AWS::Region': localRegion,
	'AWS::AccountId': localAccount,
	'AWS::Partition': 'aws',
	'AWS::URLSuffix': 'amazonaws.com',
};

export type Resolver = {
	/** The value with every function taken out. `stack` is where it was written. */
	readonly value: (stack: string, value: unknown) => unknown;
	/** The resource that a `Ref`, `GetAtt`, or `ImportValue` of one points at; null for anything else. */
	readonly target: (stack: string, value: unknown) => Resource | null;
};

export const resolver = (assembly: Assembly, naming: Naming): Resolver => {
	const stackOf = (name: string): Stack => {
		const stack = assembly.stacks.find((each) => each.name === name);
		if (!stack) throw new AssemblyError(`there is no stack ${name}`);
		return stack;
	};
	const exported = (name: unknown): { stack: string; value: unknown } => {
		for (const stack of assembly.stacks)
			for (const output of Object.values(stack.outputs))
				if (output.Export && value(stack.name, output.Export.Name) === name) return { stack: stack.name, value: output.Value };
		throw new AssemblyError(`no stack exports ${String(name)}`);
	};
	const ref = (stack: string, name: string): unknown => {
		if (name === 'AWS::NoValue') return undefined;
		if (name === 'AWS::StackName' || name === 'AWS::StackId') return stack;
		const resource = stackOf(stack).resources.get(name);
		if (resource) return naming(resource).ref;
		const known = pseudo[name] ?? stackOf(stack).parameters[name]?.Default;
		if (known === undefined) throw new AssemblyError(`${stack}: "${name}" is neither a resource nor a parameter with a default`);
		return known;
	};
	const attribute = (stack: string, path: unknown): string => {
		const [logicalId = '', ...rest] = Array.isArray(path) ? path.map(String) : String(path).split('.');
		const name = rest.join('.');
		const resource = stackOf(stack).resources.get(logicalId);
		if (!resource) throw new AssemblyError(`${stack}: there is no resource ${logicalId}`);
		return naming(resource).attributes[name] ?? `arn:aws:local:${localRegion}:${localAccount}:${logicalId}/${name}`;
	};
	const substitute = (stack: string, argument: unknown): string => {
		const [text, own] = Array.isArray(argument) ? [String(argument[0]), argument[1] as Record<string, unknown>] : [String(argument), {}];
		return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
			if (literal) return `\${${name}}`;
			if (name in own) return String(value(stack, own[name]));
			const found = name.includes('.') ? attribute(stack, name) : ref(stack, name);
			return typeof found === 'string' ? found : whole;
		});
	};
	const list = (stack: string, of: unknown): readonly unknown[] => {
		const resolved = value(stack, of);
		if (!Array.isArray(resolved)) throw new AssemblyError(`${stack}: expected a list, found ${JSON.stringify(of)}`);
		return resolved;
	};
	const functions: Readonly<Record<string, (stack: string, argument: unknown) => unknown>> = {
		Ref: (stack, name) => ref(stack, String(name)),
		'Fn::GetAtt': attribute,
		'Fn::Sub': substitute,
		'Fn::Join': (stack, argument) => {
			const [by, parts] = argument as [string, unknown];
			return list(stack, parts).join(by);
		},
		'Fn::Select': (stack, argument) => {
			const [index, of] = argument as [unknown, unknown];
			return list(stack, of)[Number(value(stack, index))];
		},
		'Fn::Split': (stack, argument) => {
			const [by, text] = argument as [string, unknown];
			return String(value(stack, text)).split(by);
		},
		'Fn::ImportValue': (stack, name) => {
			const found = exported(value(stack, name));
			return value(found.stack, found.value);
		},
		'Fn::GetStackOutput': (stack, argument) => {
			const { StackName, OutputName } = argument as Record<string, unknown>;
			const from = String(value(stack, StackName));
			return value(from, stackOf(from).outputs[String(OutputName)]?.Value);
		},
	};
	const value = (stack: string, of: unknown): unknown => {
		if (Array.isArray(of)) return of.map((each) => value(stack, each)).filter((each) => each !== undefined);
		if (of === null || typeof of !== 'object') return of;
		const entries = Object.entries(of);
		const [name = '', argument] = entries[0] ?? [];
		if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
			const apply = functions[name];
			if (!apply) throw new AssemblyError(`${stack}: the local stack does not know ${name}`);
			return apply(stack, argument);
		}
		return Object.fromEntries(entries.map(([key, each]) => [key, value(stack, each)]).filter(([, each]) => each !== undefined));
	};
	const target = (stack: string, of: unknown): Resource | null => {
		if (of === null || typeof of !== 'object') return null;
		const found = of as Record<string, unknown>;
		if (typeof found.Ref === 'string') return stackOf(stack).resources.get(found.Ref) ?? null;
		const path = found['Fn::GetAtt'];
		if (Array.isArray(path)) return stackOf(stack).resources.get(String(path[0])) ?? null;
		if (typeof path === 'string') return stackOf(stack).resources.get(path.replace(/\..*/, '')) ?? null;
		if ('Fn::ImportValue' in found) {
			const there = exported(value(stack, found['Fn::ImportValue']));
			return target(there.stack, there.value);
		}
		if ('Fn::Join' in found) {
			const inside = (found['Fn::Join'] as [string, unknown])[1];
			const parts = Array.isArray(inside) ? inside.map((part) => target(stack, part)).filter((part) => part !== null) : [];
			return parts.at(-1) ?? null;
		}
		return null;
	};
	return { value, target };
};
