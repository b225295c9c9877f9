/** The frame of the sandbox's pages: plain HTML forms, no JavaScript. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { LocalAnswer } from '../../server.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const style = `
:root { --ink: #1d2b36; --line: #d7dee4; --blue: #0b6fa4; --soft: #f3f6f8; --bad: #a12d2d; }
* { box-sizing: border-box } body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #fff }
header { background: #0d3f5c; color: #fff; padding: .7rem 1.5rem; display: flex; gap: 1.5rem; align-items: baseline; flex-wrap: wrap }
header a { color: #fff } header strong { font-size: 1.1rem } main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 4rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
th { background: var(--soft); font-weight: 600 } .n { text-align: right; font-variant-numeric: tabular-nums } a { color: var(--blue) }
form.row { display: flex; gap: .5rem; flex-wrap: wrap; align-items: end; margin: .5rem 0 } label { display: flex; flex-direction: column; font-size: .85rem }
input, select, button { font: inherit; padding: .3rem .5rem; border: 1px solid #8b9aa6; border-radius: 4px; background: #fff }
button { background: var(--blue); color: #fff; border-color: var(--blue); cursor: pointer } button.quiet { background: #fff; color: var(--blue) }
.note { background: var(--soft); border-left: 4px solid var(--blue); padding: .5rem .8rem } .bad { border-color: var(--bad); color: var(--bad) }
fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; padding: .5rem 1rem 1rem } .check { flex-direction: row; gap: .5rem; align-items: center; font-size: 1rem }
`;

export const page = async (title: string, content: Html, status = 200): Promise<LocalAnswer> => ({
	status,
	headers: {
		'content-type': 'text/html; charset=utf-8',
		'cache-control': 'no-store',
		'x-frame-options': 'DENY',
		'referrer-policy': 'same-origin',
	},
	body: String(
		await html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${title} · Xero sandbox</title>
<style>${style}</style></head>
<body><header><strong>Xero sandbox</strong><nav><a href="/">Organisations</a> · <a href="/faults">Faults, calls and webhooks</a> · <a href="/invariants">What must hold</a></nav></header>
<main><h1>${title}</h1>${content}</main></body></html>`,
	),
});

export const seeOther = (location: string): LocalAnswer => ({ status: 303, headers: { location } });
