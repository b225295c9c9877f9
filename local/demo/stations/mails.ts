import type { MailView } from '../../../shared/wire/reminders-view.ts';
import { ownIdOf } from '../hub.ts';
import { ownDecimal } from '../own/amount.ts';
import type { OwnBooks } from '../own/books.ts';
import type { OwnMail } from '../own/inbox.ts';
import type { Scene } from '../scene.ts';
import { minorOf, namesOf, summed } from '../sums.ts';
import { table } from '../table.ts';

const languages: Readonly<Record<string, string>> = { en: 'English', es: 'Spanish', ru: 'Russian' };
const shortOf = (language: string | null): string => (language ?? '').slice(0, 2);
const wentOut = ({ state }: MailView): boolean => state === 'sent';

const remindersOn = (day: string, { own }: Scene): OwnMail[] =>
	own.mails().filter(({ kind, at }) => kind === 'reminder' && own.day(at) === day);

const byLanguage = (rows: readonly MailView[], inbox: readonly OwnMail[], day: string, { twice }: Scene): string[][] => {
	const said = summed(rows.map(({ language }) => [shortOf(language), 1]));
	const came = summed(inbox.map(({ language }) => [language, 1]));
	return namesOf(said, came).map((name) => [
		languages[name] ?? name,
		twice.figure(`reminders of ${day} in ${languages[name] ?? name}`, said.get(name) ?? 0, came.get(name) ?? 0),
	]);
};

const byCurrency = (rows: readonly MailView[], inbox: readonly OwnMail[], day: string, { twice }: Scene): string[][] => {
	const said = summed(rows.map(({ currency, amount }) => [currency, minorOf(amount ?? '0', currency)]));
	const came = summed(inbox.flatMap(({ sum }) => (sum ? [[sum.currency, sum.minor] as const] : [])));
	return namesOf(said, came).map((currency) => [
		currency,
		twice.figure(
			`${currency} asked for in the reminders of ${day}`,
			ownDecimal(said.get(currency) ?? 0, currency),
			ownDecimal(came.get(currency) ?? 0, currency),
		),
	]);
};

/** Those of them to whom nothing came that day. */
const withoutMail = (rows: readonly MailView[], inbox: readonly OwnMail[], own: OwnBooks): MailView[] => {
	const addresses = own.addresses();
	return rows.filter(({ customer, currency }) => {
		const address = addresses.get(ownIdOf(customer.id)) ?? null;
		return !inbox.some(({ to, sum }) => to === address && sum?.currency === currency);
	});
};

/** Candidates that got no mail, by reason; the other reading counts those of them to whom nothing came. */
const byReason = (rows: readonly MailView[], inbox: readonly OwnMail[], day: string, { own, twice }: Scene): string[][] => {
	const reasonOf = ({ reasons, state }: MailView): string => reasons.map(({ code }) => code).join(' ') || state;
	const said = summed(rows.map((row) => [reasonOf(row), 1]));
	const held = summed(withoutMail(rows, inbox, own).map((row) => [reasonOf(row), 1]));
	return [...said].map(([reason, count]) => [
		reason,
		twice.figure(`not reminded on ${day}: ${reason}`, count, held.get(reason) ?? 0),
		rows.find((row) => reasonOf(row) === reason)?.why ?? '',
	]);
};

/** Who was reminded on a day, in which language and of how much; who was not, and why. Returns the reminders that went out. */
export const mailsOf = async (day: string, scene: Scene): Promise<readonly MailView[]> => {
	const rows = await scene.hub.reminders(day);
	const inbox = remindersOn(day, scene);
	const sent = rows.filter(wentOut);
	const unsent = rows.filter((row) => !wentOut(row));
	for (const { subject, sum } of inbox) scene.twice.must(`the mail "${subject}" names no sum`, sum !== null);
	scene.say(table(['language', 'mails'], byLanguage(sent, inbox, day, scene)));
	scene.say(table(['currency', 'asked for'], byCurrency(sent, inbox, day, scene)));
	const reasons = byReason(unsent, inbox, day, scene);
	scene.say(`  Not reminded:${reasons.length === 0 ? ' nobody' : ''}`);
	for (const [reason = '', count = '', why = ''] of reasons) scene.say(`    ${count.padStart(5)}  ${reason.padEnd(18)}  ${why}`);
	return sent;
};

/** One line a day: how many in each language, and how many candidates got none. Returns how many reminders the hub says went out. */
export const mailsByDay = async (days: readonly string[], scene: Scene): Promise<number> => {
	let all = 0;
	const rows = await Promise.all(
		days.map(async (day) => {
			const candidates = await scene.hub.reminders(day);
			const inbox = remindersOn(day, scene);
			const sent = candidates.filter(wentOut);
			const cells = Object.entries(languages).map(([short, name]) =>
				scene.twice.figure(
					`reminders of ${day} in ${name}`,
					sent.filter(({ language }) => shortOf(language) === short).length,
					inbox.filter(({ language }) => language === short).length,
				),
			);
			const asked = byCurrency(sent, inbox, day, scene).map(([currency = '', amount = '']) => `${currency} ${amount}`);
			all += sent.length;
			const unsent = candidates.filter((row) => !wentOut(row));
			const none = withoutMail(unsent, inbox, scene.own).length;
			return [day, ...cells, scene.twice.figure(`not reminded on ${day}`, unsent.length, none), asked.join('  ')];
		}),
	);
	scene.say(table(['day', ...Object.values(languages), 'not sent', 'asked for'], rows));
	return all;
};
