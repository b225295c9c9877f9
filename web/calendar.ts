/** Days and moments for people. Days are civil; moments are told in the company's own zone. */
import { dayIn, instant, isDay, isTimeZone } from '../shared/domain/day.ts';
import { type Html, html } from './markup.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "2026-11-22" → "22 Nov 2026". A text that is no day is shown as it is. */
export const dayText = (day: string): string =>
	isDay(day) ? `${Number(day.slice(8))} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}` : day;

export const dayTag = (day: string): Html => html`<time datetime="${day}">${dayText(day)}</time>`;

/** Whose clock the page is read by: the company's zone, and its today. */
export type Clock = { readonly timeZone: string; readonly today: string };

const clockFaces = new Map<string, Intl.DateTimeFormat>();
const clockFace = (zone: string): Intl.DateTimeFormat => {
	const seen = clockFaces.get(zone);
	if (seen) return seen;
	const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	clockFaces.set(zone, made);
	return made;
};

/** "14:02" today, "14:02 on 21 Nov 2026" any other day. A zone this runtime does not know is told in UTC, and says so. */
const momentText = (at: string, { timeZone, today }: Clock): string => {
	const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
	const day = dayIn(zone, instant(at));
	const time = `${clockFace(zone).format(new Date(at))}${zone === timeZone ? '' : ' UTC'}`;
	return day === today ? time : `${time} on ${dayText(day)}`;
};

export const momentTag = (at: string, clock: Clock): Html => html`<time datetime="${at}">${momentText(at, clock)}</time>`;
