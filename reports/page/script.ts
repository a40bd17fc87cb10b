/**
 * The script of the report's pages, and its hash for the content security policy.
 *
 * The pages read fully without it. It adds the theme toggle, table sorting, copy buttons and
 * tooltips, marks in the contents where one is, and makes the marks of claims one tab stop.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { FIGURE_SCRIPT } from "./figure_script.ts";

/** Runs in the reader's browser, in the head: the theme at once, the rest when the page is there. */
export const SCRIPT = String.raw`
"use strict";
const root = document.documentElement;
root.classList.add("js");
const stored = () => { try { return localStorage.getItem("bigrad-theme"); } catch { return null; } };
const store = (theme) => { try { localStorage.setItem("bigrad-theme", theme); } catch { /* private */ } };
const apply = (theme) => {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
};
apply(stored());

function themeToggle(button) {
  const order = ["auto", "light", "dark"];
  const show = () => { button.textContent = "Theme: " + (root.dataset.theme ?? "auto"); };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme ?? "auto") + 1) % order.length];
    apply(next);
    store(next);
    show();
  });
  show();
}

// A header sorts upwards, then downwards, then back to the order of the source.
function sortable(table) {
  const body = table.tBodies[0];
  const source = [...body.rows];
  const headers = [...table.tHead.rows[0].cells];
  const value = (row, k) => {
    const cell = row.cells[k];
    const number = cell.dataset.sort;
    return number === undefined ? cell.textContent.trim() : Number(number);
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b
    : typeof a === "number" ? -1
    : typeof b === "number" ? 1
    : a.localeCompare(b, "en", { numeric: true });
  headers.forEach((header, k) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const next = { undefined: "ascending", ascending: "descending" }[header.ariaSort ?? undefined];
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      const rows = [...source];
      if (next) {
        header.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        rows.sort((a, b) => sign * compare(value(a, k), value(b, k)));
      }
      body.append(...rows);
    });
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function copyButton(button) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await copy((source.content ?? source).textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1500);
  });
}

function tooltips() {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;
  document.body.append(tip);
  const hide = () => { tip.hidden = true; };
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.("[data-tip]");
    if (!mark) return hide();
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.left = Math.max(4, Math.min(left, innerWidth - tip.offsetWidth - 4)) + "px";
    const above = box.top - tip.offsetHeight - 6;
    tip.style.top = (above > 4 ? above : box.bottom + 6) + "px";
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("scroll", hide, { passive: true, capture: true });
}

// The entry of the contents of what is in sight, the last whose heading is in the upper third of the window or above it.
function whereOneIs() {
  const links = [...document.querySelectorAll(".here a")];
  const targets = links.map((link) => document.getElementById(link.hash.slice(1)));
  let waiting = false;
  const show = () => {
    waiting = false;
    const at = targets.findLastIndex((target) => target.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((link, i) => {
      if (i === at) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    const box = links[at]?.closest("nav");
    if (box && box.scrollHeight > box.clientHeight) {
      const top = links[at].offsetTop - box.offsetTop;
      if (top < box.scrollTop || top > box.scrollTop + box.clientHeight - 60) box.scrollTop = top - 60;
    }
  };
  const soon = () => { if (!waiting) { waiting = true; requestAnimationFrame(show); } };
  if (links.length > 0) { addEventListener("scroll", soon, { passive: true }); show(); }
}

// Of the marks one is reached by the tab key, the others from it by the arrows.
function roving(table) {
  const marks = [...table.querySelectorAll("a.mark")];
  const reach = (mark) => marks.forEach((other) => { other.tabIndex = other === mark ? 0 : -1; });
  if (marks.length > 0) reach(marks[0]);
  table.addEventListener("focusin", ({ target }) => { if (marks.includes(target)) reach(target); });
  table.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = marks[marks.indexOf(document.activeElement) + step];
    if (step && next && marks.includes(document.activeElement)) { event.preventDefault(); next.focus(); }
  });
}

${FIGURE_SCRIPT}
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("button.theme").forEach(themeToggle);
  document.querySelectorAll("table.data:not(.compare, #matrix)").forEach(sortable);
  document.querySelectorAll("button[data-copy]").forEach(copyButton);
  document.querySelectorAll("#matrix").forEach(roving);
  whereOneIs();
  document.querySelectorAll("[data-tools]").forEach(figureTools);
  tooltips();
});
`;

/** The source expression that lets this script, and no other, run: `'sha256-…'`. */
export function scriptHash(script: string): string {
  return `'sha256-${createHash("sha256").update(script, "utf8").digest("base64")}'`;
}
