/** What the hub says of itself, asked through its API as a signed-in program would. */
import type { ExportView } from '../../shared/wire/factoring-view.ts';
import type { AgingView, ConnectionView } from '../../shared/wire/http.ts';
import type { MailDetailView, MailView, RemindersView } from '../../shared/wire/reminders-view.ts';
import type { Visitor } from '../../test/support/visitor.ts';

/** GET /pay/payments */
export type PaymentView = {
	readonly id: string;
	readonly customer: string;
	readonly currency: string;
	readonly amount: string;
	readonly state: string;
	readonly problem: string | null;
	readonly bookings: readonly { readonly invoice: string | null; readonly amount: string; readonly state: string }[];
};

export class Hub {
	readonly origin: string;
	readonly #visitor: Visitor;
	constructor(origin: string, visitor: Visitor) {
		this.origin = origin;
		this.#visitor = visitor;
	}

	#read<View>(path: string): Promise<View> {
		return this.#visitor.json<View>(`${this.origin}${path}`);
	}
	/** Pages until there is no next one. */
	async #pages<View extends { readonly next: string | null }, Row>(path: string, rowsOf: (view: View) => readonly Row[]): Promise<Row[]> {
		const all: Row[] = [];
		for (let next: string | null = ''; next !== null; ) {
			const view: View = await this.#read<View>(
				`${path}${next === '' ? '' : `${path.includes('?') ? '&' : '?'}from=${encodeURIComponent(next)}`}`,
			);
			all.push(...rowsOf(view));
			next = view.next;
		}
		return all;
	}

	async connections(): Promise<readonly ConnectionView[]> {
		return (await this.#read<{ readonly connections: readonly ConnectionView[] }>('/connections')).connections;
	}
	aging(): Promise<AgingView> {
		return this.#read('/receivables/aging');
	}
	/** Every candidate of a day, with what became of it. */
	reminders(day: string): Promise<MailView[]> {
		return this.#pages<RemindersView, MailView>(`/reminders?day=${day}`, ({ rows }) => rows);
	}
	mail(id: string): Promise<MailDetailView> {
		return this.#read(`/reminders/${encodeURIComponent(id)}`);
	}
	/** Oldest first. */
	async payments(): Promise<PaymentView[]> {
		type View = { readonly payments: readonly PaymentView[]; readonly next: string | null };
		return (await this.#pages<View, PaymentView>('/pay/payments', ({ payments }) => payments)).toReversed();
	}

	async askExport(key: string): Promise<string> {
		const cookie = [...this.#visitor.cookies(this.origin)].map(([name, value]) => `${name}=${value}`).join('; ');
		const answer = await fetch(`${this.origin}/factoring/exports`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key, origin: this.origin, cookie },
			body: '{}',
		});
		const text = await answer.text();
		if (answer.status !== 202) throw new Error(`the export was refused: ${answer.status} ${text}`);
		return (JSON.parse(text) as { readonly export: string }).export;
	}
	export(id: string): Promise<ExportView> {
		return this.#read(`/factoring/exports/${id}`);
	}
	/** By the link on the page, with its redirect to the file. */
	async file(path: string): Promise<Buffer> {
		const { status, headers } = await this.#visitor.request(`${this.origin}${path}`);
		const location = headers.get('location');
		if (location === null) throw new Error(`${path} leads nowhere: ${status}`);
		const file = await fetch(location);
		if (!file.ok) throw new Error(`${path}: ${file.status}`);
		return Buffer.from(await file.arrayBuffer());
	}
}

/** The ledger's own id of a customer. */
export const ownIdOf = (customer: string): string => customer.slice(customer.indexOf('~') + 1);
