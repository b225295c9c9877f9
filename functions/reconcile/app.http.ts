import { clock } from '../../shared/runtime/clock.ts';
import { payments } from '../../shared/runtime/data.ts';
import { type Answer, type AppRequest, goTo } from '../../shared/runtime/http-types.ts';
import { onApp } from '../../shared/runtime/on-app.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { mustBook } from '../../shared/runtime/roles.ts';
import { cookie } from '../../shared/runtime/session.ts';
import { problemAnswer } from '../../web/answers.ts';
import { retryPayment } from './retry-payment.ts';

const retry = async (request: AppRequest): Promise<Answer> => {
	mustBook(request);
	const { session, params, wantsPage } = request;
	await retryPayment(session.company, params.payment ?? '', { payments: payments(), queues: queues(), clock });
	return wantsPage ? goTo('/', [cookie('notice', 'retry', 30)]) : { status: 202, body: { accepted: 'retry' } };
};

export const handler = onApp({ 'POST /reconcile/{payment}/retry': retry }, problemAnswer);
