/**
 * The customer's pages' own CSS: small, since a phone loads it with every page; allowed by its hash in the Content-Security-Policy. Text pairs are
 * 4.5:1 or better in both schemes, controls 44 px high.
 */
const text = `
:root{color-scheme:light dark;--bg:#f3f5f7;--card:#fff;--ink:#15202b;--soft:#4c5a67;--line:#d3dae1;--edge:#66747f;--link:#0a57a4;--on:#fff;--bad:#9c2318;--badbg:#fcebe9;--note:#eaf1f9}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0e1418;--card:#182026;--ink:#e9eef2;--soft:#b3bfc9;--line:#34424d;--edge:#93a2af;--link:#8cc1ff;--on:#0b1a2b;--bad:#ff9d92;--badbg:#331a18;--note:#16293d}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0 auto;max-width:40rem;padding:0 1rem 2.5rem;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
h1,h2,h3,p,ul,ol,dl,dd,fieldset,legend{margin:0;padding:0;border:0}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.125rem;line-height:1.35}h3{font-size:1rem}
a{color:var(--link);text-underline-offset:.15em}bdi{overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:6px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.75rem;z-index:1}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.lang{display:flex;flex-wrap:wrap;gap:0 1.1rem;justify-content:flex-end;font-size:.9375rem;list-style:none;padding:.35rem 0}
.lang a,.lang b{display:inline-block;padding:.6rem 0;min-width:1.5rem}
main,.card,.inv,.all{display:grid;gap:1rem;grid-template-columns:minmax(0,1fr)}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.1rem 1rem}
.head{display:grid;gap:.25rem}.s{color:var(--soft);font-size:.9375rem}
.big{font-size:2rem;font-weight:750;line-height:1.15;letter-spacing:-.01em;font-variant-numeric:tabular-nums}
.facts{display:grid;gap:.35rem}.facts div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}.facts dt{color:var(--soft)}.facts dd{font-weight:600;font-variant-numeric:tabular-nums}
.late{color:var(--bad);font-weight:600}
.inv{list-style:none}.inv li{border-top:1px solid var(--line);padding-top:1rem;display:grid;gap:.6rem;grid-template-columns:minmax(0,1fr)}
.pick{display:flex;gap:.75rem;align-items:flex-start;font-weight:650;min-height:2.75rem;padding:.3rem 0;cursor:pointer}.pick input{width:1.5rem;height:1.5rem;margin:.1rem 0 0;flex:none;accent-color:var(--link)}
.pick span{flex:1}.pick .n{flex:none;max-width:60%;text-align:right;font-variant-numeric:tabular-nums}
.sub{display:grid;gap:.35rem;padding-left:2.25rem}.amt{display:flex;flex-wrap:wrap;gap:.35rem .75rem;align-items:center}.amt label{color:var(--soft);font-size:.9375rem}
.amt input{font:inherit;font-variant-numeric:tabular-nums;text-align:right;width:8.5rem;max-width:100%;min-height:2.75rem;border:1px solid var(--edge);border-radius:9px;padding:.35rem .7rem;background:var(--card);color:var(--ink)}
.f{display:grid;gap:.35rem}.f>label,legend{font-weight:650}.f>input,.f>select,.f>textarea{font:inherit;width:100%;min-height:2.75rem;border:1px solid var(--edge);border-radius:9px;padding:.45rem .7rem;background:var(--card);color:var(--ink)}.f>textarea{min-height:8rem}fieldset{min-width:0;display:grid;gap:.35rem}
[aria-invalid=true]{border:2px solid var(--bad)!important}.err{color:var(--bad);font-weight:600}
button,.btn{font:inherit;font-weight:650;min-height:3rem;border-radius:11px;border:1px solid var(--link);background:var(--card);color:var(--link);padding:.55rem 1rem;cursor:pointer;width:100%;text-align:center;display:block;text-decoration:none}
.go{background:var(--link);color:var(--on)}button:hover,.btn:hover{text-decoration:underline}
.note{border-left:5px solid var(--link);background:var(--note);border-radius:10px;padding:.85rem 1rem;display:grid;gap:.5rem}
.bad{border-left:5px solid var(--bad);background:var(--badbg);border-radius:10px;padding:.85rem 1rem;display:grid;gap:.5rem}.bad ul{padding-left:1.2rem}
ol{padding-left:1.3rem;display:grid;gap:.5rem}.foot{display:grid;gap:.35rem;padding:1rem .25rem 0}
form{margin:0;display:grid;gap:.4rem;grid-template-columns:minmax(0,1fr)}form.all{gap:1rem}
@media(max-width:24rem){.sub{padding-left:0}}
@media print{button,.btn,.lang,.skip,.amt{display:none}body{max-width:none}}
`;

/** At most 5 KB. */
export const style = text.trim();
