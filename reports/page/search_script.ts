/**
 * The search box of the first page, and the script that answers it from the index in the page.
 *
 * @module
 */

import { ACCENTS, BRITISH, FIELDS, STORED } from "./search_index.ts";

/** The box; it needs the script, and is not there without. */
export const SEARCH_BOX = `<search class="find js-only">
<label class="unseen" for="find">Find claims, figures, tables and methods</label>
<input id="find" type="search" autocomplete="off" spellcheck="false" aria-controls="hits" aria-describedby="hit-count" placeholder="Find: OBiGrad coverage, AmIGO, memory">
<p id="hit-count" class="unseen" role="status"></p>
<ol id="hits" hidden></ol>
</search>`;

/** The licence of MiniSearch, which goes where its code does. */
const LICENCE = `/*! MiniSearch 7.2.0
Copyright 2022 Luca Ongaro
Permission is hereby granted, free of charge, to any person obtaining a copy of this software
and associated documentation files (the "Software"), to deal in the Software without
restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:
The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING
BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE. */`;

/** The element with the index. */
export const INDEX_ID = "search-index";

/** The code of a package, from its file: without comments but the licence. */
const bare = (code: string): string =>
  code.replace(/^[ \t]*\/\*\*?[\s\S]*?\*\/[ \t]*\n?/gm, "")
    .replace(/^\/\/# sourceMappingURL.*$/m, "");

/**
 * The script: MiniSearch, from its UMD file, and what asks it. It has no function of this program in
 * it: a stage is not told how a function is written.
 */
export function searchScript(miniSearch: string): string {
  return `${LICENCE}
${bare(miniSearch).trim()}
${
    String.raw`
(() => {
const input = document.getElementById("find");
const hits = document.getElementById("hits");
const count = document.getElementById("hit-count");
let index;
const open = () => index ??= MiniSearch.loadJSON(document.getElementById("INDEX").textContent, {
  fields: ${JSON.stringify(FIELDS)},
  storeFields: ${JSON.stringify(STORED)},
  processTerm: (word) =>
    word.normalize("NFD").replace(${ACCENTS}, "").toLowerCase().replace(${BRITISH}, "iz$1"),
  searchOptions: { boost: { title: 3, also: 2 }, prefix: true, combineWith: "AND" },
});
const found = (query) => {
  const all = open().search(query);
  return all.length > 0 ? all : open().search(query, { combineWith: "OR", fuzzy: 0.2 });
};
function show() {
  const query = input.value.trim();
  const all = query === "" ? [] : found(query);
  hits.hidden = query === "";
  count.textContent = query === "" ? "" : all.length + (all.length === 1 ? " hit" : " hits");
  hits.replaceChildren(...all.slice(0, 12).map(({ title, kind, href, note }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const what = document.createElement("span");
    link.href = href;
    link.textContent = title;
    what.className = "quiet";
    what.textContent = " " + kind + (note === "" ? "" : ", " + note);
    item.append(link, what);
    return item;
  }));
  if (query !== "" && all.length === 0) {
    const item = document.createElement("li");
    item.textContent = "Nothing is called so.";
    hits.append(item);
  }
}
input.addEventListener("focus", open);
input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") hits.querySelector("a")?.click();
  if (event.key === "ArrowDown") { event.preventDefault(); hits.querySelector("a")?.focus(); }
  if (event.key === "Escape") { input.value = ""; show(); }
});
hits.addEventListener("keydown", (event) => {
  const links = [...hits.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
  if (next !== undefined) { event.preventDefault(); (links[next] ?? input).focus(); }
  if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    input.focus();
  }
});
})();
`.replace("INDEX", INDEX_ID)
  }`;
}
