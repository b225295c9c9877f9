/** Reads a synthesized CDK app (`cdk.out`) as plain data: the stacks, their resources, and where each function's files lie. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** The synthesized app cannot be read or says something this runtime does not know. The text names the stack and the resource. */
export class AssemblyError extends Error {
	override readonly name = 'AssemblyError';
}

const manifestSchema = z.object({
	artifacts: z.record(
		z.string(),
		z.object({
			type: z.string(),
			properties: z.record(z.string(), z.unknown()).default({}),
			dependencies: z.array(z.string()).default([]),
		}),
	),
});
const templateSchema = z.object({
	Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
	Resources: z
		.record(
			z.string(),
			z.object({
				Type: z.string(),
				Properties: z.record(z.string(), z.unknown()).default({}),
				Metadata: z.record(z.string(), z.unknown()).default({}),
			}),
		)
		.default({}),
	Outputs: z.record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() })).default({}),
});
const assetsSchema = z.object({ files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })).default({}) });

export type Resource = {
	readonly stack: string;
	readonly logicalId: string;
	readonly type: string;
	/** With CloudFormation's functions still in them; `resolver` of template.ts takes them out. */
	readonly properties: Readonly<Record<string, unknown>>;
	readonly metadata: Readonly<Record<string, unknown>>;
};
export type Stack = {
	readonly name: string;
	readonly parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
	readonly outputs: Readonly<Record<string, { readonly Value?: unknown; readonly Export?: { readonly Name?: unknown } | undefined }>>;
	readonly resources: ReadonlyMap<string, Resource>;
};
export type Assembly = {
	readonly dir: string;
	readonly stacks: readonly Stack[];
	/** Asset hash → absolute path of its folder or file. */
	readonly assets: ReadonlyMap<string, string>;
};

const parse = <T>(schema: z.ZodType<T>, file: string): T => {
	try {
		return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch (cause) {
		throw new AssemblyError(`${file} is not what CDK writes: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
	}
};

/** Reads every stack of an assembly, those of nested stages too. Throws `AssemblyError`. */
export const readAssembly = (dir: string): Assembly => {
	const stacks: Stack[] = [];
	const assets = new Map<string, string>();
	const read = (folder: string): void => {
		for (const [id, artifact] of Object.entries(parse(manifestSchema, join(folder, 'manifest.json')).artifacts)) {
			const property = (name: string): string => z.string().parse(artifact.properties[name]);
			if (artifact.type === 'cdk:cloud-assembly') read(join(folder, property('directoryName')));
			if (artifact.type === 'cdk:asset-manifest')
				for (const [hash, file] of Object.entries(parse(assetsSchema, join(folder, property('file'))).files))
					if (file.source.path) assets.set(hash, resolve(folder, file.source.path));
			if (artifact.type !== 'aws:cloudformation:stack') continue;
			const template = parse(templateSchema, join(folder, property('templateFile')));
			const resources = new Map(
				Object.entries(template.Resources).map(([logicalId, each]): [string, Resource] => [
					logicalId,
					{ stack: id, logicalId, type: each.Type, properties: each.Properties, metadata: each.Metadata },
				]),
			);
			stacks.push({ name: id, parameters: template.Parameters, outputs: template.Outputs, resources });
		}
	};
	read(dir);
	if (!stacks.length) throw new AssemblyError(`${dir} holds no stack`);
	return { dir, stacks, assets };
};

export const resourcesOf = (assembly: Assembly, ...types: readonly string[]): readonly Resource[] =>
	assembly.stacks.flatMap((stack) => [...stack.resources.values()].filter((each) => types.includes(each.type)));
