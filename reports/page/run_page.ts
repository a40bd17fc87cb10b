/**
 * The story of one run: `run.html`.
 *
 * @module
 */

import { type DagEdge, type DagNode, renderDag } from "./dag.ts";
import { renderDocument } from "./document.ts";
import { escape, inline } from "./html.ts";
import type { TableData } from "../charts/table_data.ts";
import type { RunModel, RunStage, StageParts, StageStatus } from "./run_model.ts";
import { formatInteger } from "../charts/number.ts";
import { facts, folded, heading } from "./parts.ts";
import { RUN } from "./site.ts";
import { renderTable } from "./table.ts";

const STATUSES: readonly StageStatus[] = ["ran", "cached", "failed", "blocked"];
/** Digits of seconds after the point. */
const DECIMALS = 2;
/** Rows of a table at most: the database has a row for each stage, however many there are. */
const ROWS = 150;
/** Failures shown in full; a run in which everything fails has one cause, not thousands. */
const FAILURE_LIMIT = 50;

const longest = {
  limit: ROWS,
  elsewhere: "those that failed or were blocked come first, then those that took longest; table " +
    "<code>stages</code> of <code>results.duckdb</code> has all of them",
};

type Counts = Readonly<Record<StageStatus, number>>;

function counts(stages: readonly RunStage[]): Counts {
  const of = (status: StageStatus): number => stages.filter((s) => s.status === status).length;
  return { ran: of("ran"), cached: of("cached"), failed: of("failed"), blocked: of("blocked") };
}

const inWords = (count: Counts): string =>
  STATUSES.filter((status) => count[status] > 0)
    .map((status) => `${formatInteger(count[status])} ${status}`).join(", ");

/** Seconds with a sensible unit. */
function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min ${Math.round(seconds - 60 * minutes)} s`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

const sum = (values: readonly (number | null)[]): number =>
  values.reduce((total: number, value) => total + (value ?? 0), 0);

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b));
}

const mebibytes = (bytes: number | null): number | null =>
  bytes === null ? null : Math.round(bytes / 1048576);

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

const badge = (status: StageStatus): string => {
  const sign = { ran: "✓", cached: "≡", failed: "✗", blocked: "⊘" }[status];
  return `<span class="badge ${status}"><span aria-hidden="true">${sign}</span> ${status}</span>`;
};

/** One node a kind, with the edges between kinds. */
function picture(stages: readonly RunStage[]): { nodes: DagNode[]; edges: DagEdge[] } {
  const kindOf = new Map(stages.map(({ name, kind }) => [name, kind]));
  const nodes = unique(stages.map(({ kind }) => kind)).map((kind) => {
    const count = counts(stages.filter((stage) => stage.kind === kind));
    return {
      id: kind,
      note: inWords(count),
      shares: STATUSES.map((status) => ({ kind: status, count: count[status] })),
    };
  });
  const edges = new Map<string, DagEdge>();
  for (const { kind, inputs } of stages) {
    for (const input of inputs) {
      const from = kindOf.get(input);
      if (from !== undefined) edges.set(`${from}\n${kind}`, [from, kind]);
    }
  }
  return { nodes, edges: [...edges.values()] };
}

/** Where the wall time of the stages of each kind that ran went. */
function split(stages: readonly RunStage[]): TableData {
  const seconds = (name: string, label: string) =>
    ({ name, label, unit: "s", kind: "number", decimals: DECIMALS }) as const;
  return {
    caption: "Wall time of the stages that ran, by kind",
    columns: [
      { name: "name", label: "Kind", kind: "text" },
      { name: "ran", label: "Stages that ran", kind: "integer" },
      seconds("waiting", "Waiting"),
      seconds("loading", "Loading"),
      seconds("computing", "Computing"),
      seconds("collecting", "of which collecting garbage"),
      seconds("saving", "Saving"),
    ],
    rows: unique(stages.map(({ kind }) => kind)).map((kind) => {
      const own = stages.filter((stage) => stage.kind === kind);
      const total = (part: keyof StageParts): number =>
        sum(own.map(({ parts }) => parts?.[part] ?? null));
      return {
        name: kind,
        ran: own.length,
        waiting: total("waiting"),
        loading: total("loading"),
        computing: sum(own.map((stage) => stage.seconds)),
        collecting: total("collecting"),
        saving: total("saving"),
      };
    }),
  };
}

const SPLIT_WORDS =
  "<p>A stage holds a slot while its worker <em>waits</em> for it (inputs are read and checked, " +
  "messages are on their way), <em>loads</em> its code and inputs, and <em>computes</em>; that the " +
  "worker's thread stood still to <em>collect garbage</em> is part of the computing, as V8 tells " +
  "it. Its result is <em>saved</em> while the next stage has the slot. All are wall times.</p>";

/** Stages added up by a text they share. */
function totals(
  stages: readonly RunStage[],
  by: (stage: RunStage) => string,
  caption: string,
  label: string,
): TableData {
  return {
    caption,
    columns: [
      { name: "name", label, kind: "text" },
      { name: "total", label: "Stages", kind: "integer" },
      ...STATUSES.map((status) => ({ name: status, label: status, kind: "integer" as const })),
      { name: "seconds", label: "Wall time", unit: "s", kind: "number", decimals: DECIMALS },
      { name: "cpu", label: "Processor", unit: "s", kind: "number", decimals: DECIMALS },
      { name: "peak", label: "Largest memory", unit: "MiB", kind: "integer" },
    ],
    rows: unique(stages.map(by)).map((name) => {
      const own = stages.filter((stage) => by(stage) === name);
      return {
        name,
        total: own.length,
        ...counts(own),
        seconds: sum(own.map((stage) => stage.seconds)),
        cpu: sum(own.map((stage) => stage.cpuSeconds)),
        peak: mebibytes(largest(own.map((stage) => stage.peakBytes))),
      };
    }),
  };
}

/** Those that went wrong first, then those that took longest. */
function byWeight(stages: readonly RunStage[]): RunStage[] {
  const weight = ({ status, seconds }: RunStage): number =>
    status === "failed" || status === "blocked" ? Infinity : seconds ?? 0;
  // Not a difference: two that went wrong would give NaN.
  return [...stages].sort((a, b) => weight(a) === weight(b) ? 0 : weight(b) > weight(a) ? 1 : -1);
}

function singleStages(stages: readonly RunStage[]): TableData {
  return {
    caption: "Stages; times of cached stages are those of the run that made them",
    columns: [
      { name: "name", label: "Stage", kind: "text" },
      { name: "kind", label: "Kind", kind: "text" },
      { name: "status", label: "Status", kind: "text" },
      { name: "seconds", label: "Wall time", unit: "s", kind: "number", decimals: DECIMALS },
      { name: "cpu", label: "Processor", unit: "s", kind: "number", decimals: DECIMALS },
      { name: "peak", label: "Largest memory", unit: "MiB", kind: "integer" },
      { name: "key", label: "Key", kind: "text" },
      ...(stages.some(({ message }) => message !== undefined)
        ? [{ name: "message", label: "Message", kind: "text" as const }]
        : []),
    ],
    rows: byWeight(stages).map((stage) => ({
      name: stage.name,
      kind: stage.kind,
      status: stage.status,
      seconds: stage.seconds,
      cpu: stage.cpuSeconds,
      peak: mebibytes(stage.peakBytes),
      key: stage.key === null ? null : stage.key.slice(0, 12),
      message: stage.message ?? null,
    })),
  };
}

function failures(stages: readonly RunStage[]): string {
  const failed = stages.filter(({ status }) => status === "failed");
  if (failed.length === 0) return "";
  const boxes = failed.slice(0, FAILURE_LIMIT).map(({ name, message }) =>
    `<div class="failure"><strong>✗ Failed:</strong> <span class="key">${escape(name)}</span>\n` +
    `<pre>${escape(message ?? "no message")}</pre></div>`
  );
  const rest = failed.length - boxes.length;
  return [
    `<section aria-labelledby="failures">`,
    heading(2, "failures", "Failures"),
    ...boxes,
    rest > 0 ? `<p>${formatInteger(rest)} more stages failed; the table below has them.</p>` : "",
    `</section>`,
  ].join("\n");
}

/** The story of a run as one HTML document. Nothing in it is ever hashed. */
export function renderRunPage(model: RunModel): string {
  const { stages } = model;
  const count = counts(stages);
  const { nodes, edges } = picture(stages);
  const verdict = model.ok
    ? "Everything is up to date."
    : "Not everything is up to date: see what failed or was blocked.";
  const summary = `${verdict} ${formatInteger(stages.length)} stages in ${
    duration(model.seconds)
  }: ${inWords(count) || "none"}.`;
  const tally = STATUSES.filter((status) => count[status] > 0).map((status) =>
    `<li>${badge(status)} ${formatInteger(count[status])}</li>`
  );
  const ran = stages.filter(({ parts }) => parts !== null);
  const byKind = totals(stages, (stage) => stage.kind, "Stages by kind", "Kind");
  const byGroup = totals(byWeight(stages), (stage) => stage.group, "Stages by group", "Group");
  const main = [
    `<header class="masthead">`,
    `<p class="overline">bigrad run</p>`,
    `<h1>${inline(model.title)}</h1>`,
    `<div class="lede"><p>${escape(summary)}</p></div>`,
    `<ul class="tally">\n${tally.join("\n")}\n</ul>`,
    facts(model.facts),
    `</header>`,
    failures(stages),
    model.notes.length === 0 ? "" : [
      `<section aria-labelledby="notes">`,
      heading(2, "notes", "What the run noticed"),
      `<ul>\n${model.notes.map((note) => `<li>${inline(note)}</li>`).join("\n")}\n</ul>`,
      `</section>`,
    ].join("\n"),
    `<section aria-labelledby="graph">`,
    heading(2, "graph", "The graph"),
    `<p>One box a kind of stage, results flow downwards. The bar below each box shows what became ` +
    `of its stages; the table after it has the numbers.</p>`,
    `<section class="scroll" tabindex="0" aria-label="Drawing of the graph">${
      renderDag(nodes, edges, `Graph of ${nodes.length} kinds of stages; the table below has them.`)
    }</section>`,
    renderTable(byKind, "by-kind", "Graph"),
    `</section>`,
    ran.length === 0 ? "" : [
      `<section aria-labelledby="time">`,
      heading(2, "time", "Where the time went"),
      SPLIT_WORDS,
      renderTable(split(ran), "split", "Time"),
      `</section>`,
    ].join("\n"),
    `<section aria-labelledby="stages">`,
    heading(2, "stages", "The stages"),
    `<p>${
      formatInteger(byGroup.rows.length)
    } groups of stages that differ only in size, block or ` +
    `setting, and ${formatInteger(stages.length)} stages.</p>`,
    `<div class="apparatus">`,
    folded("By group", renderTable(byGroup, "by-group", "Groups", longest)),
    folded("By stage", renderTable(singleStages(stages), "by-stage", "Stages", longest)),
    `</div>`,
    `</section>`,
    `<section aria-labelledby="machine">`,
    heading(2, "machine", "The machine"),
    facts(model.machine),
    `</section>`,
  ].filter((part) => part !== "").join("\n");
  return renderDocument({
    title: model.title,
    description: summary,
    pages: model.reportPage === undefined ? [] : [{ href: model.reportPage, title: "The report" }, {
      ...{ href: RUN, title: "The run", isCurrent: true },
    }],
    contents: [
      ...(count.failed === 0 ? [] : [{ id: "failures", title: "Failures" }]),
      ...(model.notes.length === 0 ? [] : [{ id: "notes", title: "What the run noticed" }]),
      { id: "graph", title: "The graph" },
      ...(ran.length === 0 ? [] : [{ id: "time", title: "Where the time went" }]),
      { id: "stages", title: "The stages" },
      { id: "machine", title: "The machine" },
    ],
    main,
    footer: model.reportPage === undefined
      ? "<p>Times depend on the machine and the day; results do not.</p>"
      : `<p>Times depend on the machine and the day; <a href="${
        escape(model.reportPage)
      }">the report</a> does not.</p>`,
  });
}
