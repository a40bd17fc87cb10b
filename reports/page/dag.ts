/**
 * A small layered drawing of a graph: nodes in rows, edges downwards.
 *
 * @module
 */

import { escape } from "./html.ts";

/** A node of the drawing. */
export interface DagNode {
  /** Identifier, also its first line. */
  readonly id: string;
  /** Second line. */
  readonly note: string;
  /** Shares of a bar along its lower edge, by style class. */
  readonly shares: readonly { readonly kind: string; readonly count: number }[];
}

/** A directed edge between two identifiers. */
export type DagEdge = readonly [from: string, to: string];

const BOX = { width: 168, height: 44 };
const GAP = { x: 24, y: 40 };
const WAYPOINT = 14;
const SWEEPS = 6;

/** Edges without loops and without those that close a cycle, each once. */
export function acyclic(ids: readonly string[], edges: readonly DagEdge[]): DagEdge[] {
  const below = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const [from, to] of edges) {
    const list = below.get(from);
    if (from !== to && list !== undefined && below.has(to) && !list.includes(to)) list.push(to);
  }
  const state = new Map<string, "open" | "done">();
  const kept: DagEdge[] = [];
  const visit = (id: string): void => {
    state.set(id, "open");
    for (const to of below.get(id)!) {
      if (state.get(to) === "open") continue;
      kept.push([id, to]);
      if (!state.has(to)) visit(to);
    }
    state.set(id, "done");
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  return kept;
}

/** The row of each node: one below the lowest of those above it. */
export function rows(ids: readonly string[], edges: readonly DagEdge[]): Map<string, number> {
  const row = new Map(ids.map((id) => [id, 0]));
  for (let changed = true; changed;) {
    changed = false;
    for (const [from, to] of edges) {
      if (row.get(to)! <= row.get(from)!) {
        row.set(to, row.get(from)! + 1);
        changed = true;
      }
    }
  }
  // A source stands right above the first node that needs it, not at the top of the page.
  for (const id of ids) {
    if (edges.some(([, to]) => to === id)) continue;
    const needed = edges.filter(([from]) => from === id).map(([, to]) => row.get(to)!);
    if (needed.length > 0) row.set(id, Math.min(...needed) - 1);
  }
  return row;
}

interface Slot {
  readonly key: string;
  readonly row: number;
  readonly width: number;
  x: number;
}

interface Layout {
  readonly slots: ReadonlyMap<string, Slot>;
  /** Keys of the slots that each edge runs through. */
  readonly paths: readonly (readonly string[])[];
  readonly width: number;
  readonly height: number;
}

/** Places nodes, with waypoints where an edge crosses rows, so that lines run between boxes. */
function layout(ids: readonly string[], edges: readonly DagEdge[]): Layout {
  const row = rows(ids, edges);
  const slots = new Map<string, Slot>();
  const levels: Slot[][] = [];
  const add = (key: string, at: number, width: number): void => {
    const slot = { key, row: at, width, x: 0 };
    slots.set(key, slot);
    (levels[at] ??= []).push(slot);
  };
  for (const id of ids) add(id, row.get(id)!, BOX.width);
  const paths = edges.map(([from, to]) => {
    const path = [from];
    for (let at = row.get(from)! + 1; at < row.get(to)!; at++) {
      const key = `${from}\n${to}\n${at}`;
      add(key, at, WAYPOINT);
      path.push(key);
    }
    return [...path, to];
  });
  const links = paths.flatMap((path) => path.slice(1).map((key, i) => [path[i], key] as const));
  const neighbours = (slot: Slot, side: 0 | 1): Slot[] =>
    links.filter((link) => link[1 - side] === slot.key).map((link) => slots.get(link[side])!);
  const pack = (level: Slot[]): number => {
    let x = 0;
    for (const slot of level) {
      slot.x = x + slot.width / 2;
      x += slot.width + GAP.x;
    }
    return x - GAP.x;
  };
  const width = Math.max(...levels.map(pack));
  const centre = (): void => {
    for (const level of levels) {
      const shift = (width - pack(level)) / 2;
      for (const slot of level) slot.x += shift;
    }
  };
  centre();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 === 0 ? 0 : 1;
    const order = side === 0 ? levels : [...levels].reverse();
    for (const level of order) {
      const target = new Map(level.map((slot) => {
        const near = neighbours(slot, side);
        const mean = near.reduce((sum, { x }) => sum + x, 0) / near.length;
        return [slot.key, near.length === 0 ? slot.x : mean];
      }));
      level.sort((a, b) => target.get(a.key)! - target.get(b.key)!);
      centre();
    }
  }
  return { slots, paths, width, height: levels.length * (BOX.height + GAP.y) - GAP.y };
}

function line(path: readonly string[], { slots }: Layout): string {
  const top = (slot: Slot): number => slot.row * (BOX.height + GAP.y);
  const at = path.map((key) => slots.get(key)!);
  let d = `M${at[0].x.toFixed(1)} ${top(at[0]) + BOX.height}`;
  for (let i = 1; i < at.length; i++) {
    const from = at[i - 1], to = at[i];
    const y0 = top(from) + BOX.height, y1 = top(to), mid = (y0 + y1) / 2;
    d += `C${from.x.toFixed(1)} ${mid} ${to.x.toFixed(1)} ${mid} ${to.x.toFixed(1)} ${y1}`;
    if (i < at.length - 1) d += `V${y1 + BOX.height}`;
  }
  return `<path class="d-edge" d="${d}"/>`;
}

function box(node: DagNode, slot: Slot): string {
  const x = slot.x - BOX.width / 2, y = slot.row * (BOX.height + GAP.y);
  const total = node.shares.reduce((sum, { count }) => sum + count, 0);
  let from = x;
  const bars = node.shares.filter(({ count }) => count > 0).map(({ kind, count }) => {
    const width = BOX.width * count / total;
    const bar = `<rect class="s-${kind}" x="${from.toFixed(1)}" y="${y + BOX.height - 4}" width="${
      width.toFixed(1)
    }" height="4"/>`;
    from += width;
    return bar;
  });
  return `<g><rect class="d-box" x="${
    x.toFixed(1)
  }" y="${y}" width="${BOX.width}" height="${BOX.height}"/>` +
    bars.join("") +
    `<text class="d-name" x="${(x + 10).toFixed(1)}" y="${y + 17}">${escape(node.id)}</text>` +
    `<text class="d-count" x="${(x + 10).toFixed(1)}" y="${y + 33}">${
      escape(node.note)
    }</text></g>`;
}

/** The drawing as SVG; `label` is its text alternative. */
export function renderDag(
  nodes: readonly DagNode[],
  edges: readonly DagEdge[],
  label: string,
): string {
  if (nodes.length === 0) return "";
  const ids = nodes.map(({ id }) => id);
  const plan = layout(ids, acyclic(ids, edges));
  const width = Math.ceil(plan.width) + 2, height = plan.height + 2;
  return `<svg class="drawing" role="img" aria-label="${escape(label)}" width="${width}" ` +
    `height="${height}" viewBox="-1 -1 ${width} ${height}"><g aria-hidden="true">` +
    plan.paths.map((path) => line(path, plan)).join("") +
    nodes.map((node) => box(node, plan.slots.get(node.id)!)).join("") +
    `</g></svg>`;
}
