import { createHash } from 'node:crypto';
import type { ExportFile, ExportFormat, FactoringExport } from '../../shared/domain/export.ts';
import { manifestText } from './manifest.ts';
import { type Building, type BuildPorts, fileKey, fileName, fileTypes, save } from './ports.ts';

/** Puts a file together and reads it back: its hash is of what is really there, whoever wrote which part. @throws FileMissing */
const finished = async (each: Building, format: ExportFormat, { files }: BuildPorts): Promise<ExportFile> => {
	const name = fileName(each, format);
	const key = fileKey(each, name);
	const upload = each.reading.uploads[format];
	if (upload) await files.complete(key, upload.upload, upload.tags);
	const hash = createHash('sha256');
	let bytes = 0;
	for await (const chunk of await files.read(key)) {
		hash.update(chunk);
		bytes += chunk.length;
	}
	return { name, key, type: fileTypes[format], bytes, sha256: hash.digest('hex') };
};

/** All rows are written: files, manifest, ready. Every step may be done again. */
export const finishExport = async (each: Building, ports: BuildPorts): Promise<FactoringExport> => {
	const company = await ports.companies.company(each.company);
	const data = await Promise.all(each.formats.map((format) => finished(each, format, ports)));
	const name = fileName(each, 'manifest.json');
	const bytes = Buffer.from(manifestText(each, company?.name ?? '', data));
	const manifest = {
		name,
		key: fileKey(each, name),
		type: fileTypes.manifest,
		bytes: bytes.length,
		sha256: createHash('sha256').update(bytes).digest('hex'),
	};
	await ports.files.put(manifest.key, bytes, manifest.type);
	return save(
		{ ...each, state: 'ready', files: [...data, manifest], readyAt: ports.clock.now(), claims: 0, lease: null, wake: null },
		ports,
	);
};
