import { assert, assertEquals, assertMatch } from "@std/assert";
import { acyclic, type DagEdge, renderDag, rows } from "../../../reports/page/dag.ts";
import { HOSTILE } from "./fixture.ts";

const node = (id: string) => ({ id, note: "1 ran", shares: [{ kind: "ran", count: 1 }] });

Deno.test("loops, doubles and edges that close a cycle are left out", () => {
  const ids = ["a", "b", "c"];
  const edges: DagEdge[] = [["a", "a"], ["a", "b"], ["a", "b"], ["b", "c"], ["c", "a"], ["x", "a"]];
  assertEquals(acyclic(ids, edges), [["a", "b"], ["b", "c"]]);
});

Deno.test("each node is below all that it needs, and sources right above their first use", () => {
  const ids = ["a", "b", "c", "d", "late"];
  const edges: DagEdge[] = [["a", "b"], ["b", "c"], ["a", "c"], ["c", "d"], ["late", "d"]];
  const row = rows(ids, edges);
  assertEquals([...row], [["a", 0], ["b", 1], ["c", 2], ["d", 3], ["late", 2]]);
  for (const [from, to] of edges) assert(row.get(from)! < row.get(to)!);
});

Deno.test("boxes do not overlap, and stay in the picture", () => {
  const ids = ["a", "b", "c", "d", "e", "f", "g"];
  const edges: DagEdge[] = [
    ["a", "d"],
    ["b", "d"],
    ["c", "e"],
    ["a", "g"],
    ["d", "f"],
    ["e", "f"],
    ["f", "g"],
  ];
  const svg = renderDag(ids.map(node), edges, "graph");
  const [, width, height] = svg.match(/width="(\d+)" height="(\d+)"/)!.map(Number);
  const boxes = [...svg.matchAll(/class="d-box" x="([\d.-]+)" y="([\d.-]+)"/g)]
    .map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  assertEquals(boxes.length, ids.length);
  for (const [i, p] of boxes.entries()) {
    assert(p.x >= -1 && p.x + 168 <= width && p.y >= 0 && p.y + 44 <= height);
    for (const q of boxes.slice(0, i)) {
      assert(p.y !== q.y || Math.abs(p.x - q.x) >= 168, `${p.x} ${q.x}`);
    }
  }
  assertEquals(svg.match(/class="d-edge"/g)?.length, edges.length);
});

Deno.test("a picture has a text alternative, text is text, and no node is no picture", () => {
  const svg = renderDag([node(HOSTILE)], [], HOSTILE);
  assertMatch(svg, /role="img" aria-label="&lt;script/);
  assertEquals(/<script|<img/.test(svg), false);
  assertEquals(renderDag([], [], "x"), "");
});

Deno.test("equal graphs give equal bytes", () => {
  const edges: DagEdge[] = [["a", "b"], ["a", "c"]];
  const draw = () => renderDag(["a", "b", "c"].map(node), edges, "x");
  assertEquals(draw(), draw());
});
