import type { Paying } from '../payers.ts';
import type { Scene } from '../scene.ts';
import { mailsByDay } from './mails.ts';

const dayMs = 86_400_000;

/** A number as a word of its own: `INV-20` is not in `INV-204`. */
const names = (text: string, number: string): boolean => new RegExp(`(?<![\\w-])${number.replace(/[^\w]/g, '\\$&')}(?![\\w-])`).test(text);

/** Days go by: reminders go out, debits settle. Who paid is not written to about it again. */
export const later = async (days: number, payers: readonly Paying[], scene: Scene): Promise<void> => {
	const { stack, hub, own, twice, say, rest } = scene;
	const [beforeMs, known] = [Date.parse(stack.now()), own.mails().length];
	const { hops } = await stack.time.move(days * dayMs);
	await rest();
	// Counted from noon, where summer time does no harm.
	const noon = Date.parse(`${own.day(beforeMs)}T12:00:00Z`);
	const passed = Array.from({ length: days }, (_, i) => new Date(noon + (i + 1) * dayMs).toISOString().slice(0, 10));
	say(`  The clock hopped ${hops} times, from one due moment to the next.`);
	const reminded = await mailsByDay([own.day(beforeMs), ...passed], scene);
	const came = own.mails().filter(({ kind }) => kind === 'reminder').length;
	say(`  Reminders in all: ${twice.figure('reminders in all', reminded, came)}`);
	const since = own
		.mails()
		.slice(known)
		.filter(({ kind }) => kind === 'reminder');
	for (const { mail, closes } of payers) {
		if (closes === null) continue;
		let said = 0;
		for (const day of passed)
			for (const candidate of await hub.reminders(day)) {
				if (candidate.customer.id !== mail.customer.id || candidate.state !== 'sent') continue;
				const { facts } = await hub.mail(candidate.id);
				if (facts?.documents.some(({ number, out }) => number === closes && out === null)) said += 1;
			}
		const named = since.filter(({ text }) => names(text, closes)).length;
		say(
			`  Reminders that name ${closes} of ${mail.customer.name} since it was paid: ${twice.figure(`reminders that name ${closes}`, said, named)}`,
		);
		twice.must(`${closes} was paid and is still asked for`, named === 0);
	}
};
