/** The frame of the sandbox's pages: plain HTML, one small stylesheet, no JavaScript. */
import { type Child, html } from '../../../web/markup.ts';

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 68%, transparent); --go: #1a6d2c; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; border-bottom: 3px solid var(--go); margin-bottom: 1rem; padding-bottom: .3rem; }
header a { color: inherit; text-decoration: none; font-weight: 600; } header span, .soft { color: var(--soft); }
h1 { font-size: 1.35rem; margin: .6rem 0; } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0; } form.whole { display: block; } label { display: grid; font-size: .85rem; color: var(--soft); } label.beside { display: inline; font-size: 1rem; color: inherit; }
input, select, button { font: inherit; padding: .3rem .5rem; } input[type=radio] { margin-right: .4rem; } button { cursor: pointer; }
button.go { background: var(--go); color: #fff; border: 0; border-radius: 4px; padding: .45rem 1rem; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; } dt { color: var(--soft); } dd { margin: 0; }
.note { border-left: 4px solid var(--go); padding: .4rem .8rem; background: color-mix(in srgb, var(--go) 10%, transparent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }`;

/** The note is what just happened, or why it did not. */
export const page = (title: string, content: Child, note: string | null = null): string =>
	html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<title>${title} · QuickBooks sandbox</title><style>${style}</style></head><body>
<header><a href="/">QuickBooks sandbox</a><span>Not Intuit’s: a local stand-in that keeps its own books.</span></header>
<main><h1>${title}</h1>${note === null ? null : html`<p class="note" role="status">${note}</p>`}${content}</main></body></html>`.toString();
