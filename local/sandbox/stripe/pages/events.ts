/** Events: what happened, whether the hub heard of it, and sending one again. */
import { html } from '../../../../web/markup.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { notFound, page, seeOther } from './layout.ts';
import { formOf, moment, type PageParts } from './parts.ts';

const most = 200;

const list = ({ webhooks, stock }: PageParts): LocalAnswer => {
	const byEvent = new Map(webhooks.deliveries().map((each) => [each.event, each]));
	const { platform, connect } = webhooks.endpoints;
	return page(
		'Events',
		html`<p>Events of the platform go to <code>${platform.url ?? 'nowhere yet'}</code>, those of connected accounts to <code>${connect.url ?? 'nowhere yet'}</code>.</p>
<div class="wide"><table><thead><tr><th scope="col">When (UTC)</th><th scope="col">Event</th><th scope="col">Account</th><th scope="col">Delivery</th><th scope="col">Do</th></tr></thead><tbody>
${stock
	.events()
	.slice(-most)
	.toReversed()
	.map((event) => {
		const delivery = byEvent.get(event.id);
		const due = delivery?.state === 'waiting' && delivery.last ? `, next try ${moment(Math.floor(delivery.due / 1000))}` : '';
		return html`<tr><td>${moment(event.created)}</td><td><a href="/events/${event.id}">${event.type}</a></td><td><code>${event.account}</code></td>
<td>${delivery?.state}${delivery?.last ? html`: ${delivery.last}` : null}${due}</td>
<td><form method="post" action="/events"><input type="hidden" name="event" value="${event.id}"><button>Send again</button></form></td></tr>`;
	})}</tbody></table></div>`,
	);
};

const one = ({ webhooks }: PageParts, request: LocalRequest): LocalAnswer => {
	const [delivery] = webhooks.deliveries(request.params.id ?? '');
	return delivery ? page('Event', html`<p>The bytes as they are sent:</p><pre class="wide">${delivery.body}</pre>`) : notFound('event');
};

export const eventRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /events': () => list(parts),
	'GET /events/{id}': (request) => one(parts, request),
	'POST /events': (request) => (parts.webhooks.resend(formOf(request).get('event') ?? '') ? seeOther('/events') : notFound('event')),
});
