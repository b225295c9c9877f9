import { clock } from '../../shared/runtime/clock.ts';
import { writeCsv } from '../../shared/runtime/csv.ts';
import { arrangements, books, companies, connections, factoringExports } from '../../shared/runtime/data.ts';
import { files } from '../../shared/runtime/files.ts';
import { onQueue } from '../../shared/runtime/on-queue.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { buildExport } from './build-export.ts';

export const handler = onQueue({
	'factoring.build': ({ company, export: id }) =>
		buildExport(company, id, {
			arrangements: arrangements(),
			books: books(),
			clock,
			companies: companies(),
			connections: connections(),
			exports: factoringExports(),
			files: files(),
			queues: queues(),
			writeCsv,
		}),
});
