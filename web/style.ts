/**
 * All the pages' CSS: put into each page once, allowed by its hash in the Content-Security-Policy (`web/http-headers.ts`).
 * No style attributes anywhere: the policy would refuse them; widths of bars are SVG attributes.
 *
 * The five ages are a ramp from light blue through yellow to dark red: each is darker than the one before, so they stay apart for
 * every kind of colour vision, and each but the first and last carries a pattern of its own. Text pairs are 4.5:1 or better.
 */
const text = `
:root{color-scheme:light dark;--bg:#f4f6f8;--card:#fff;--ink:#15202b;--soft:#4c5a67;--line:#d3dae1;--link:#0a57a4;--ok:#0b6640;--okbg:#e5f4ec;--bad:#9c2318;--badbg:#fcebe9;--warn:#704600;--warnbg:#fdf2dc;--b0:#b5d1e8;--b1:#f7dd7e;--b2:#f2a541;--b3:#d5602f;--b4:#8c1c2c;--edge:#5d6b78;--ptn:#0007}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0e1418;--card:#182026;--ink:#e9eef2;--soft:#abb8c3;--line:#34424d;--link:#86bdff;--ok:#74d6a0;--okbg:#12291f;--bad:#ff9d92;--badbg:#331a18;--warn:#f1c264;--warnbg:#2f2512;--b0:#a9c8e2;--b4:#a3263a;--edge:#93a2af}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}bdi,code{overflow-wrap:anywhere}
h1,h2,h3,p,ul,ol,dl,dd{margin:0}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.25rem;line-height:1.3}h3{font-size:1rem}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible,input:focus-within{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;z-index:1;background:var(--card);padding:.75rem}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top,main,.foot{max-width:75rem;margin:auto;padding:.75rem 1rem}
.top{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;align-items:center}
.brand{font-weight:800;font-size:1.25rem;letter-spacing:-.02em;color:var(--ink);text-decoration:none}
.top nav{display:flex;flex-wrap:wrap;gap:0 1.25rem;flex:1}.top nav a{padding:.6rem 0}
.who{display:flex;gap:.75rem;align-items:center}
.foot{color:var(--soft);font-size:.875rem;padding-bottom:3rem}
main{display:grid;gap:1.25rem;grid-template-columns:minmax(0,1fr)}
.card,.note{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem;display:grid;gap:.75rem;grid-template-columns:minmax(0,1fr);align-content:start}
.head{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;justify-content:space-between}
.two{display:grid;gap:1.5rem;grid-template-columns:minmax(0,1fr)}.two>*{display:grid;gap:.75rem;grid-template-columns:minmax(0,1fr);align-content:start}
.s,small{color:var(--soft);font-size:.875rem}
.note{border-left-width:6px}.ok{border-left-color:var(--ok)}.problem{border-left-color:var(--bad)}.wait{border-left-color:var(--warn)}
.chip{display:inline-block;border-radius:99px;padding:.1rem .65rem;font-size:.875rem;font-weight:600;border:1px solid}
.chip.ok,.tie.ok b{color:var(--ok)}.chip.ok{background:var(--okbg)}.chip.problem,.tie.problem b,.late{color:var(--bad)}.chip.problem{background:var(--badbg)}.chip.wait,.tie.wait b{color:var(--warn)}.chip.wait{background:var(--warnbg)}
.late{font-weight:600}
.local{flex-basis:100%;padding:.5rem .75rem;font-size:.875rem;border:1px dashed var(--edge);border-radius:8px}
.bare{list-style:none;padding:0}fieldset{border:0;margin:0 0 .5rem;padding:0}legend{font-weight:600;padding:0}.pick{display:flex;gap:.6rem;align-items:center;font-weight:400;min-height:2.75rem}.pick input{min-height:0;width:1.25rem;height:1.25rem;flex:none}
.mails td p,.mails .row,.mails form,li>.row{margin-top:.35rem}.mails .n{padding-right:1.5rem}input[readonly],textarea{width:100%}select{max-width:100%}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;font-size:.9375rem;margin:0;padding:.75rem 1rem;background:var(--bg);border:1px solid var(--line);border-radius:8px}
.glance{list-style:none;padding:0;display:grid;gap:.75rem}
.glance li{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
.glance p{flex:1 1 24rem}
.ties{list-style:none;padding:0;display:grid;grid-template-columns:minmax(0,1fr);gap:.75rem}.tie{border-left:4px solid var(--line);padding-left:.75rem}.tie.ok{border-color:var(--ok)}.tie.problem{border-color:var(--bad)}.tie.wait{border-color:var(--warn)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.5rem;color:var(--soft);font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-size:.875rem;color:var(--soft);vertical-align:bottom}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right}tbody th{min-width:7.5rem}td.n{white-space:nowrap}td small,th small{display:block;font-weight:400}
.sum>*{font-weight:700;border-bottom:0}.sum+.sum>*{border-top:1px solid var(--line)}
svg{display:block;overflow:visible}.bar rect{stroke:var(--edge);stroke-width:1}.bar .p{stroke:none}
.key{display:inline-block;vertical-align:-.1em;margin-right:.5rem}
.b0{fill:var(--b0)}.b1{fill:var(--b1)}.b2{fill:var(--b2)}.b3{fill:var(--b3)}.b4{fill:var(--b4)}.ptn{stroke:var(--ptn);fill:none}
.mini{margin-top:.35rem;max-width:22rem}
.doing{font-weight:600}.doing::first-letter{text-transform:uppercase}progress{width:100%;height:.75rem;accent-color:var(--link)}
form{margin:0}label{font-weight:600;font-size:.875rem}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
button,.btn,input,select,textarea{font:inherit;min-height:2.75rem;border-radius:8px;border:1px solid var(--edge);background:var(--card);color:var(--ink);padding:.4rem .9rem}
button,.btn{font-weight:600;cursor:pointer}button:hover,.btn:hover{border-color:var(--link);color:var(--link)}
.btn{display:inline-flex;gap:.5rem;align-items:center;text-decoration:none}
.go{background:var(--link);border-color:var(--link);color:var(--card)}.go:hover{color:var(--card);border-color:var(--ink)}
.danger,[aria-invalid]{border-color:var(--bad);color:var(--bad)}
summary{cursor:pointer;padding:.6rem 0;color:var(--link)}details>:not(summary){margin-bottom:.5rem}.fold>summary{padding:.25rem 0;color:inherit}.fold h2{display:inline}.fold[open]>summary{margin-bottom:.75rem}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.75rem}.facts dt{color:var(--soft);font-size:.875rem}.facts dd{font-weight:600}.facts+.facts{border-top:1px solid var(--line);padding-top:.75rem}.facts small{display:block;font-weight:400}
.steps{display:grid;gap:.75rem;padding-left:1.5rem}
@media(min-width:60rem){.two{grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:2.5rem}.card,.note{padding:1.25rem 1.5rem}.wide{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media(max-width:30rem){.top,main{padding-inline:.5rem}.card,.note{padding:.85rem .75rem}th,td{padding-right:.5rem}.opt{display:none}tbody th{min-width:6rem}td small{white-space:normal}}
@media(max-width:24rem){table{font-size:.8125rem}tbody th{min-width:4.5rem}}
@media(max-width:44rem){.docs thead{position:absolute;clip-path:inset(50%)}.docs,.docs tbody,.docs caption{display:block}.docs tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:.1rem 1rem;padding:.75rem 0;border-bottom:1px solid var(--line)}.docs th,.docs td{border:0;padding:0}.docs [data-l]::before{content:attr(data-l) " ";color:var(--soft);font-weight:400;font-size:.875rem}.docs td:empty{display:none}.docs td.n{white-space:normal}.docs td{grid-column:1;text-align:left}.docs td:nth-child(even),.docs td:last-child{grid-column:2;text-align:right}.cust th{grid-column:1/-1}.cust td:nth-child(2){grid-column:1;text-align:left}.mini{max-width:none}.mails td:last-child{grid-column:1/-1;text-align:left;padding-top:.35rem}}
@media print{:root{font-size:10pt;--bg:#fff}.top nav,.who,.local,.act,.skip,form,summary{display:none!important}.fold>summary{display:block!important}.fold::details-content{content-visibility:visible;block-size:auto}.card,.note{border:0;padding:0;break-inside:avoid-page}tr{break-inside:avoid}a{color:inherit;text-decoration:none}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;

/** The style sheet, at most 8 KB. */
export const style = text.trim();
