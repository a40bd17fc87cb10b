/**
 * How pages look on paper.
 *
 * @module
 */

/** Sentences, figures, claims and comparisons; what is folded has a page of its own. */
export const PRINT_STYLES = `
@media print{
  :root,:root[data-theme]{color-scheme:light;--paper:#fff}
  @page{margin:10mm}
  body{font-size:8pt;line-height:1.25}
  .page{display:block;padding:0;max-width:none}
  .toc,.skip,.js-only,.theme,.permalink,.button,.downloads,.apparatus,.rest,.copies,.overline{display:none!important}
  main{max-width:none}
  p{max-width:none;margin-bottom:.3rem}
  a{color:inherit;text-decoration:none}
  .masthead{padding:0}
  .lede{font-size:1.1em}
  h1{font-size:16pt}
  h2{font-size:11pt;margin:.7rem 0 .25rem;padding-top:.3rem}
  h3{font-size:8.5pt;margin:.5rem 0 .1rem}
  h2,h3,caption{break-after:avoid}
  figure{display:grid;grid-template-columns:minmax(0,1.5fr) minmax(0,1fr);column-gap:4mm;margin:.4rem 0;break-inside:avoid}
  figure>*{grid-column:1}
  .figure-title{font-size:8pt!important;margin:0 0 .15rem!important;max-width:none!important}
  figure>p:first-child,figure>.failure{grid-column:1/-1}
  figcaption{grid-column:2;margin:0;font-size:6.6pt;line-height:1.2;max-width:none}
  caption,.paper,.note,.badge{font-size:7pt;line-height:1.25;padding:0}
  .badge{border:0}
  .count,.note{display:none}
  tr,.failure,.outcomes li{break-inside:avoid}
  thead{display:table-header-group}
  .scroll{overflow:visible;margin-bottom:.25rem}
  .drawing{max-width:100%!important;max-height:140mm!important;width:auto!important}
  .zplot,.compare,#claims-table .where,#tables .measure{display:none!important}
  section.scroll:has(.compare,.zplot){display:none}
  .data{font-size:7pt;line-height:1.2}
  .data th,.data td{padding:.1rem .7em .1rem 0}
  .data:has(th:nth-child(11)){font-size:5.6pt}
  .claims{min-width:0;font-size:6.6pt}
  .claims td,.claims th{padding-top:.1rem;padding-bottom:.1rem}
  .claims .statement{font-size:7.2pt;line-height:1.2;min-width:0}
  .claims .measure,.claims span.id{min-width:0;font-size:6.2pt;line-height:1.2}
  .claims td:nth-child(n+4) .measure,.claims a.id,#claims-table .measure{display:none}
  .claims span.id{display:inline}
  .claims th:nth-child(1){width:40%}
  .claims th:nth-child(2){width:18%}
  .claims th:nth-child(3){width:21%}
  #claims-table th:nth-child(1){width:50%}
  #claims-table th:nth-child(2){width:13%}
  #claims-table th:nth-child(3){width:10%}
  .claims caption{display:none}
  .claims .num{white-space:normal}
  .claims .where{display:inline-block!important;width:80px;height:14px}
  .mark{width:14px;height:14px;font-size:8px;-webkit-print-color-adjust:exact;print-color-adjust:exact}
  .columns{display:block}
  .definitions{display:block;columns:2}
  .definitions dt{break-after:avoid}
  .definitions p{margin:0 0 .2rem}
  .facts{margin:.4rem 0;padding:.3rem 0}
  pre{white-space:pre-wrap;overflow-wrap:anywhere}
  footer{margin-top:.6rem;padding-top:.2rem;font-size:6.5pt}
}
`;
