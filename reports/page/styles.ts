/**
 * The style sheet of the report's pages.
 *
 * Colours are `light-dark()` pairs, so the reader's scheme, the toggle and paper each set one
 * property, `color-scheme`.
 *
 * @module
 */

import { FIGURE_STYLES } from "./figure_block.ts";
import { PRINT_STYLES } from "./print_styles.ts";
import { background, type Swatch, swatches } from "../charts/theme.ts";

const pair = ({ name, light, dark }: Swatch): string => `--${name}:light-dark(${light},${dark})`;

const TOKENS = `
:root{
  color-scheme:light dark;
  ${[background, ...swatches].map(pair).join(";\n  ")};
  --ink:light-dark(#1c2127,#e4e7eb);
  --muted:light-dark(#59616b,#9ea7b2);
  --rule:light-dark(#d9dbd7,#333940);
  --strong-rule:light-dark(#2b2f36,#aab2bd);
  --tint:light-dark(#f2f2ee,#1d2126);
  --accent:light-dark(#0b5e94,#7cc4f2);
  --held:light-dark(#1f5f99,#7db8e8);
  --held-tint:light-dark(#e4eef7,#16293b);
  --on-mark:light-dark(#fff,#14171b);
  --bad:light-dark(#a5281b,#ff9a8b);
  --bad-tint:light-dark(#fbe9e6,#42201c);
  --unsure:light-dark(#7a5300,#e9bf5b);
  --unsure-tint:light-dark(#f8efd9,#382d14);
  --serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",P052,Charter,
    "Liberation Serif",Georgia,serif;
  --sans:-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",
    Arial,sans-serif;
  --mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;
}
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
`;

const PAGE = `
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
body{margin:0;font:1.0625rem/1.58 var(--serif);font-variant-numeric:oldstyle-nums proportional-nums}
a{color:var(--accent);text-underline-offset:.16em;text-decoration-thickness:.06em}
a:hover{text-decoration-thickness:.12em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-100vw;top:0;padding:.5rem 1rem;background:var(--paper);z-index:9}
.skip:focus{left:0}
.page{display:grid;grid-template-columns:minmax(0,1fr);max-width:80rem;margin:0 auto;padding:0 1.25rem 4rem}
main{min-width:0;max-width:56rem}
h1,h2,h3,h4{font-weight:600;line-height:1.2;text-wrap:balance;margin:0}
h1{font-size:clamp(1.9rem,1.4rem + 2.2vw,2.75rem);letter-spacing:-.015em}
h2{font-size:1.65rem;letter-spacing:-.01em;margin:3.5rem 0 .75rem;padding-top:1.1rem;border-top:1px solid var(--strong-rule)}
h3{font-size:1.28rem;margin:2.5rem 0 .5rem}
h4{font-size:1.05rem;margin:2rem 0 .35rem}
p{margin:0 0 .8rem;max-width:40rem}
code,pre,kbd{font-family:var(--mono);font-size:.84em;font-variant-numeric:normal}
sub,sup{font-size:.72em;line-height:0;white-space:nowrap}
.overline,.paper{font:600 .8rem/1.4 var(--sans);letter-spacing:.02em;color:var(--muted);margin:0 0 .5rem}
.paper{font-weight:400}
.masthead{padding:2.25rem 0 0}
.lede{font-size:1.22rem;line-height:1.5;margin-top:1rem}
.lede p{max-width:44rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:.6rem 2rem;margin:1.5rem 0 0;padding:.9rem 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);font:.86rem/1.45 var(--sans)}
.facts div{min-width:0}
dt{font-weight:600}
.facts dt{color:var(--muted);font-weight:400;font-size:.8rem}
.facts dd{margin:0;overflow-wrap:anywhere}
.permalink{margin-left:.35em;color:var(--muted);text-decoration:none;font-weight:400;opacity:.55}
.permalink:hover,.permalink:focus-visible{opacity:1}
.toc{font:.86rem/1.4 var(--sans);padding-top:1.25rem}
.toc h2{font:600 .8rem/1.4 var(--sans);color:var(--muted);margin:0 0 .4rem;padding:0;border:0;letter-spacing:0}
.toc ul{list-style:none;margin:0;padding:0}
.toc li{margin:.1rem 0}
.toc .here{margin:.1rem 0 .4rem .2rem;padding-left:.75rem;border-left:1px solid var(--rule);font-size:.8rem}
.toc .below{padding-left:.75rem}
.toc a{color:var(--ink);text-decoration:none;display:inline-block;padding:.16rem 0;min-height:24px}
.toc a:hover{color:var(--accent);text-decoration:underline}
.toc [aria-current]{font-weight:600}
.toc [aria-current=true]{color:var(--accent)}
button,.button{font:.8rem/1.3 var(--sans);color:var(--accent);background:none;border:1px solid var(--rule);border-radius:4px;padding:.22rem .55rem;cursor:pointer;text-decoration:none;display:inline-block;white-space:nowrap}
button:hover,.button:hover{border-color:var(--accent)}
.theme{margin-top:1rem}
html:not(.js) .js-only{display:none}
@media (max-width:69.99rem){.toc{border-top:1px solid var(--strong-rule);margin-top:3rem}.toc .below{display:inline-block;margin-right:1rem}}
@media (min-width:70rem){
  .page{grid-template-columns:minmax(0,1fr) 15rem;column-gap:3rem}
  .toc{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:2.4rem 0 2rem}
  .to-contents{display:none}
  .front .page{max-width:96rem}
  .front main{max-width:none}
}
@media (max-width:69.99rem){.to-contents{position:absolute;left:auto;right:0;padding:.6rem 1.25rem;font:.86rem/1.4 var(--sans)}}
.definitions{display:grid;gap:.9rem 2rem;margin:0}
@media (min-width:44rem){.definitions{grid-template-columns:11rem minmax(0,1fr)}}
.definitions dd{margin:0}
.formula{font-style:italic;margin:.2rem 0 .4rem;overflow-wrap:anywhere}
.commands{margin:0;padding:0;list-style:none}
.commands li{margin:.7rem 0}
.references{padding-left:1.2rem}
footer{grid-column:1/2;max-width:56rem;margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rule);font:.86rem/1.5 var(--sans);color:var(--muted)}
`;

/** Widths of errors, so that those of a column stand below each other. */
const WIDTHS = Array.from({ length: 24 }, (_, w) => `.w${w}{min-width:${w}ch}`).join("");

const PARTS = `
.scroll{overflow-x:auto;max-width:100%;margin:0 0 .5rem}
figure{margin:1.6rem 0 .4rem}
figure+.apparatus{margin-bottom:2.4rem}
figcaption{margin:.5rem 0 .3rem;font-size:.98rem;line-height:1.5;max-width:46rem}
.label{font-weight:600}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.drawing{display:block;max-width:100%;height:auto;margin:0}
@media (max-width:48rem){.scroll>.drawing{max-width:max(100%,38rem)}}
.data{border-collapse:collapse;font:.84rem/1.35 var(--sans);font-variant-numeric:lining-nums tabular-nums;min-width:min(100%,28rem)}
caption{caption-side:top;text-align:left;max-width:calc(100vw - 2.5rem);padding:.3rem 0 .45rem;font-size:.86rem;color:var(--ink)}
.data th,.data td{padding:.24rem .9rem .24rem 0;text-align:left;vertical-align:baseline;font-weight:400}
.data tr>:last-child{padding-right:.2rem}
.data thead th{font-weight:600;vertical-align:bottom;border-bottom:1px solid var(--strong-rule);border-top:1px solid var(--strong-rule);padding-top:.35rem;padding-bottom:.35rem}
.data tbody tr:last-child>*{border-bottom:1px solid var(--strong-rule)}
.data tbody tr:hover{background:var(--tint)}
.data .num{text-align:right;white-space:nowrap}
.data thead button{all:unset;cursor:pointer;font:inherit;white-space:normal}
.data thead button:hover{color:var(--accent)}
.data thead button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.data thead button::after{content:"";display:inline-block;width:.8em;margin-right:-.8em;text-align:center;color:var(--muted)}
.data th[aria-sort=ascending] button::after{content:"↑"}
.data th[aria-sort=descending] button::after{content:"↓"}
.pad{visibility:hidden;font-style:normal;user-select:none}
.pm{display:inline-block;text-align:left;color:var(--muted)}
${WIDTHS}
.unit,.quiet{color:var(--muted)}
.rest,.note{font:.86rem/1.45 var(--sans);color:var(--muted)}
.apparatus{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;align-items:baseline;font:.83rem/1.45 var(--sans)}
.apparatus details[open]{flex-basis:100%;min-width:0}
.apparatus summary{cursor:pointer;color:var(--accent);width:fit-content}
.apparatus summary:hover{text-decoration:underline}
.apparatus .body{padding:.5rem 0 .8rem}
.apparatus p{font:.95rem/1.5 var(--serif)}
.copies{display:flex;flex-wrap:wrap;gap:.4rem;margin:.2rem 0 .6rem}
pre{margin:.35rem 0;padding:.7rem .9rem;background:var(--tint);width:max-content;min-width:100%;line-height:1.5;font-size:.8rem;tab-size:2}
pre code{font-size:inherit}
.code{position:relative}
.code section{overflow-x:auto}
.code>button{position:absolute;top:.35rem;right:.35rem;background:var(--paper)}
.key{font-family:var(--mono);font-size:.92em;overflow-wrap:anywhere}
.keys{list-style:none;margin:0;padding:0}
.keys li{margin:.2rem 0;overflow-wrap:anywhere}
.failure{margin:1rem 0;padding:.7rem 1rem;border:1px solid var(--bad);border-left-width:5px;background:var(--bad-tint);font:.9rem/1.45 var(--sans)}
.failure strong{color:var(--bad)}
.failure.skipped{border:0;border-left:3px solid var(--rule);background:none;color:var(--muted);padding:.2rem .8rem}
.failure.skipped strong{color:inherit}
.failure pre{background:none;width:auto;padding:.3rem 0 0;margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.badge{display:inline-block;font:600 .8rem/1.3 var(--sans);padding:.1rem .5rem .12rem;border-radius:3px;white-space:nowrap;border:1px solid currentColor}
.badge.holds,.badge.ran{color:var(--held);background:var(--held-tint)}
.badge.fails,.badge.failed{color:var(--bad);background:var(--bad-tint)}
.badge.inconclusive,.badge.blocked{color:var(--unsure);background:var(--unsure-tint)}
.badge.exploratory,.badge.not-judged,.badge.cached{color:var(--muted);background:var(--tint)}
.tally{display:flex;flex-wrap:wrap;gap:.5rem .9rem;list-style:none;margin:.2rem 0 1rem;padding:0;font:.9rem/1.4 var(--sans)}
.claims{width:100%;min-width:46rem}
.claims thead th{white-space:nowrap}
.claims td,.claims th{padding-top:.55rem;padding-bottom:.55rem;vertical-align:top;border-bottom:1px solid var(--rule)}
.claims .statement{font:.98rem/1.4 var(--serif);min-width:15rem}
@media (max-width:30rem){.claims .statement{min-width:10rem}}
#tables td:last-child{white-space:nowrap}
.claims .id{display:block;font:.78rem/1.5 var(--sans);color:var(--muted);overflow-wrap:anywhere}
.claims .measure{display:block;white-space:normal;color:var(--muted);font-size:.78rem;min-width:8rem}
.claims .where{display:block;width:150px;height:26px;margin:.15rem 0 0 auto}
.claims :target,.claims tr:target{background:var(--tint)}
.i-region{fill:var(--held-tint);stroke:var(--held);stroke-width:.75}
.i-axis{stroke:var(--rule)}
.i-bar{stroke:var(--ink);stroke-width:1.75}
.i-dot{fill:var(--ink)}
.sign{font:700 .95em/1 var(--sans)}
.sign.holds,.sign.ran{color:var(--held)}
.sign.fails,.sign.error{color:var(--bad)}
.sign.inconclusive{color:var(--unsure)}
.sign.exploratory,.sign.not-judged{color:var(--muted)}
.marks{display:inline-flex;flex-wrap:wrap;gap:3px;vertical-align:middle}
.mark{display:grid;place-items:center;width:24px;height:24px;border-radius:4px;color:var(--on-mark);font:700 .8rem/1 var(--sans);text-decoration:none;background:var(--muted)}
.mark.holds{background:var(--held)}
.mark.fails,.mark.error{background:var(--bad);border-radius:0}
.mark.inconclusive{background:var(--unsure);border-radius:50%}
.mark:hover{outline:2px solid var(--ink)}
@media (max-width:40rem){
#matrix,#matrix tbody,#matrix caption{display:block}
#matrix thead{display:none}
#matrix tr{display:grid;grid-template-columns:minmax(5.5rem,2fr) minmax(0,3fr);border-bottom:1px solid var(--rule)}
#matrix tbody tr>*,#matrix tbody tr:last-child>*{border:0;padding:.35rem .6rem .35rem 0}
#matrix th[scope=row]{grid-column:1/-1;width:auto}
#matrix td::before{content:attr(data-of);display:block;font-size:.78rem;color:var(--muted)}
}
.find{position:relative;max-width:40rem}
.find input{text-overflow:ellipsis;font:1rem/1.3 var(--sans);width:100%;padding:.45rem .7rem;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:4px}
#hits{position:absolute;z-index:7;inset:100% 0 auto;margin:.2rem 0 0;padding:.4rem .9rem .5rem 2.2rem;max-height:70vh;overflow-y:auto;background:var(--paper);border:1px solid var(--muted);border-radius:4px;font:.86rem/1.4 var(--sans);box-shadow:0 6px 20px #0003}
#hits li{margin:.35rem 0}
@media (min-width:70rem){.front .masthead{display:grid;grid-template-columns:1fr minmax(16rem,24rem);column-gap:2rem;align-items:center}.front .masthead>:not(h1):not(.find){grid-column:1/-1}.front .masthead>.find{grid-area:2/2}.front .masthead>.overline{margin:0}}
#matrix{min-width:0}
#matrix th[scope=row]{width:30%}
#matrix th[scope=row]>a{font-weight:600}
#matrix thead th{white-space:nowrap}
#matrix tbody td,#matrix tbody th{vertical-align:top;border-bottom:1px solid var(--rule);padding:.5rem .5rem .5rem 0}
#matrix .measure{display:block;color:var(--muted);font-size:.78rem}
.front h1{font-size:clamp(1.6rem,1.3rem + 1.2vw,2.1rem)}
.front .masthead{padding-top:.4rem}
.front .lede{font-size:1rem;margin-top:.5rem}
.front .lede p{max-width:64rem}
.where{display:inline-block;width:110px;height:19px;vertical-align:-.35em;margin-left:.4em}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(22rem,100%),1fr));gap:.4rem 2.5rem}
.cards h3{font:600 1rem/1.3 var(--sans);margin:1rem 0 .1rem}
.columns h2{font:600 1rem/1.3 var(--sans);margin:1rem 0 .3rem;padding:0;border:0}
.outcomes{list-style:none;margin:0;padding:0;font:.82rem/1.3 var(--sans)}
.outcomes li{margin:.05rem 0;padding-left:1.1rem;text-indent:-1.1rem}
.outcomes li>*{text-indent:0}
.columns details{margin:.3rem 0}
.columns summary{font:.88rem/1.4 var(--sans)}
.plain{color:inherit;text-decoration-color:var(--rule)}
.further{padding-left:1.1rem}
.further li{margin:.35rem 0}
@media (min-width:88rem){.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.75fr);gap:2rem}.columns>div:last-child>section:first-child h2{margin-top:.4rem}}
.compare tbody{border-bottom:1px solid var(--rule)}
.compare tbody tr>*{border-bottom:0!important}
.compare tbody:last-child{border-bottom-color:var(--strong-rule)}
.compare tbody tr:first-child>*{padding-top:.5rem}
.compare tbody tr:last-child>*{padding-bottom:.5rem}
.compare thead th.num{min-width:8.5rem}
.compare th[scope=rowgroup]{white-space:nowrap}
.compare .measure{display:block;color:var(--muted);font-size:.78rem;font-weight:400}
.compare .kind,.compare .published{color:var(--muted)}
.flag{font-weight:600;color:var(--unsure)}
.flag.four{color:var(--bad)}
.zplot{margin:.2rem 0 .4rem}
.z-band{fill:var(--tint)}
.z-axis{stroke:var(--rule)}
.z-mid{stroke:var(--muted);stroke-dasharray:2 2}
.z-text{fill:var(--muted);font:11px var(--sans)}
.z-in{fill:var(--accent)}
.z-two{fill:var(--unsure)}
.z-four{fill:var(--bad)}
.d-edge{fill:none;stroke:var(--f-axis);stroke-width:1.25}
.d-box{fill:var(--paper);stroke:var(--strong-rule)}
.d-name{fill:var(--ink);font:600 12.5px var(--sans)}
.d-count{fill:var(--muted);font:11.5px var(--sans)}
.s-ran{fill:var(--f-blue)}.s-cached{fill:var(--f-axis)}.s-failed{fill:var(--bad)}.s-blocked{fill:var(--unsure)}
#tip{position:fixed;z-index:8;pointer-events:none;max-width:20rem;padding:.3rem .55rem;background:var(--ink);color:var(--paper);font:.8rem/1.35 var(--sans);font-variant-numeric:tabular-nums;border-radius:3px}
[data-tip]{cursor:default}
`;

/** The whole style sheet. */
export function styles(): string {
  return `${TOKENS}${PAGE}${PARTS}${FIGURE_STYLES}${PRINT_STYLES}`.replace(/\n\s*/g, "\n").trim();
}
