import { clock } from '../../shared/runtime/clock.ts';
import { books, companies, connections, factoringExports } from '../../shared/runtime/data.ts';
import { files } from '../../shared/runtime/files.ts';
import { type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustExport } from '../../shared/runtime/roles.ts';
import { cookie } from '../../shared/runtime/session.ts';
import { problemAnswer } from '../../web/answers.ts';
import { askExport } from './ask-export.ts';
import { type AskedBody, idempotencyKey, readAsked } from './asked.ts';
import { exportPath, exportView, fileLink, viewExport, viewExports } from './view-exports.ts';

const bodyOf = ({ headers, body }: AppRequest): AskedBody => ({ type: headers['content-type'] ?? '', text: body.toString('utf8') });
const ports = () => ({ exports: factoringExports(), files: files() });

export const handler = onApp(
	{
		'POST /factoring/exports': async (request) => {
			mustExport(request);
			const body = bodyOf(request);
			const key = idempotencyKey(request.headers['idempotency-key'], body);
			const made = await askExport(readAsked(body), key, request.session, {
				books: books(),
				clock,
				companies: companies(),
				connections: connections(),
				exports: factoringExports(),
				queues: queues(),
			});
			return request.wantsPage
				? goTo('/', [cookie('notice', 'export', 30)])
				: { status: 202, headers: { location: exportPath(made.id) }, body: exportView(made) };
		},
		'GET /factoring/exports': async ({ session, query }) => ({ body: await viewExports(session.company, query.from, ports()) }),
		'GET /factoring/exports/{export}': async ({ session, params }) => ({
			body: await viewExport(session.company, params.export ?? '', ports()),
		}),
		'GET /factoring/exports/{export}/{file}': async ({ session, params }) =>
			goTo(await fileLink(session.company, params.export ?? '', params.file ?? '', ports())),
	},
	problemAnswer,
);
