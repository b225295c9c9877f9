/**
 * The HTML part: our own shell, nothing from outside, no picture, no tracking. One column that needs no media query to fit a phone; mail programs
 * that know dark mode get darker colours, the others keep these, whose contrast is above 4.5 either way.
 */
import type { Account } from './account.ts';
import { escapeHtml } from './inert.ts';
import type { Sheet } from './sheet.ts';
import type { Part } from './template.ts';

const ink = '#1b1f24';
const quiet = '#59636e';
const line = '#d8dee4';
const accent = '#0a58ca';

/** Styles in the head can only be about what inline ones cannot say. */
const dark = [
	':root{color-scheme:light dark}',
	'@media (prefers-color-scheme:dark){',
	'.page{background:#101214!important}',
	'.card{background:#1c1f23!important;border-color:#33383e!important}',
	'.ink{color:#e6e9ec!important}',
	'.quiet{color:#a3abb3!important}',
	'.late{color:#ffb4a8!important}',
	'.line{border-color:#33383e!important}',
	'.go{background:#8ab8ff!important}.go a{color:#0b1a30!important}',
	'.see{color:#8ab8ff!important}}',
].join('');

const rule = `border-top:1px solid ${line}`;
const numbers = 'text-align:right;white-space:nowrap;padding-left:12px;font-variant-numeric:tabular-nums';

/** What there is to say of an invoice goes below it, over both columns: a phone has no room beside an amount. */
const rowHtml = ({ title, notes, amount, late }: Account['rows'][number]): string => {
	const days = late === null ? [] : [`<span class="late" style="color:#a3261b">${escapeHtml(late)}</span>`];
	const small = [...days, ...notes.map(escapeHtml)].join('<br>');
	const style = `padding:0 0 10px;color:${quiet};font-size:14px`;
	const below = small === '' ? '' : `<tr><td class="quiet" colspan="2" style="${style}">${small}</td></tr>`;
	const padding = `padding:10px 0 ${small === '' ? 10 : 2}px`;
	return `<tr><td class="line" style="${padding};${rule};vertical-align:top"><strong>${escapeHtml(title)}</strong></td><td class="line" style="${padding};${rule};vertical-align:top;${numbers}">${escapeHtml(amount)}</td></tr>${below}`;
};

const sumHtml = ({ label, amount, main }: Account['sums'][number]): string => {
	const style = main
		? `padding:12px 0;border-top:2px solid ${quiet};font-weight:bold;font-size:18px`
		: `padding:6px 0;color:${quiet};font-size:14px`;
	const name = main ? 'ink' : 'quiet';
	return `<tr><td class="${name}" style="${style}">${escapeHtml(label)}</td><td class="${name}" style="${style};${numbers}">${escapeHtml(amount)}</td></tr>`;
};

const accountHtml = ({ heads, rows, more, sums, note }: Account): string => {
	const head = `padding:0 0 6px;color:${quiet};font-size:14px;font-weight:normal`;
	const rest =
		more === null
			? ''
			: `<tr><td class="line quiet" colspan="2" style="padding:10px 0;${rule};color:${quiet}">${escapeHtml(more)}</td></tr>`;
	return [
		'<table style="width:100%;border-collapse:collapse;margin:0 0 20px" cellpadding="0" cellspacing="0">',
		`<thead><tr><th class="quiet" scope="col" style="${head};text-align:left">${escapeHtml(heads[0])}</th><th class="quiet" scope="col" style="${head};${numbers}">${escapeHtml(heads[1])}</th></tr></thead>`,
		`<tbody>${rows.map(rowHtml).join('')}${rest}</tbody><tfoot>${sums.map(sumHtml).join('')}</tfoot></table>`,
		note === null ? '' : `<p style="margin:0 0 16px">${escapeHtml(note)}</p>`,
	].join('');
};

const button = (words: string, link: string): string =>
	`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 24px;width:100%"><tr><td class="go" align="center" bgcolor="${accent}" style="background:${accent};border-radius:8px"><a href="${link}" style="display:block;padding:14px 16px;color:#ffffff;font-weight:bold;text-decoration:none">${words}</a></td></tr></table>`;

const partHtml = (part: Part, { account, labels, link }: Sheet): string => {
	const href = escapeHtml(link);
	switch (part) {
		case 'invoices':
		case 'paid':
			return accountHtml(account);
		case 'pay':
			return button(escapeHtml(labels.pay), href);
		case 'hub':
			return button(escapeHtml(labels.hub), href);
		case 'join':
			return button(escapeHtml(labels.join), href);
		case 'see':
			return `<p style="margin:0 0 16px"><a class="see" href="${href}" style="color:${accent}">${escapeHtml(labels.see)}</a></p>`;
	}
};

export const htmlLetter = (sheet: Sheet): string => {
	const { tag, subject, seller, footer } = sheet;
	const body = sheet.body.map((piece) => ('part' in piece ? partHtml(piece.part, sheet) : piece.html)).join('');
	const foot = footer.map(escapeHtml).join('<br>');
	return `<!doctype html>
<html lang="${tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${escapeHtml(subject)}</title>
<style>${dark}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#eef0f2">
<table class="page" role="presentation" cellpadding="0" cellspacing="0" style="width:100%;background:#eef0f2"><tr><td align="center" style="padding:16px 8px">
<div role="article" lang="${tag}" aria-label="${escapeHtml(subject)}" style="max-width:600px;text-align:left;overflow-wrap:anywhere;word-break:break-word">
<div class="card ink" style="background:#ffffff;border:1px solid ${line};border-radius:10px;padding:24px 20px 8px;color:${ink};font:16px/1.5 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif">
<p class="ink" style="margin:0 0 20px;font-size:18px;font-weight:bold">${escapeHtml(seller)}</p>
${body}
</div>
<p class="quiet" style="margin:0;padding:16px 21px;color:${quiet};font:13px/1.5 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif">${foot}</p>
</div>
</td></tr></table>
</body>
</html>
`;
};
