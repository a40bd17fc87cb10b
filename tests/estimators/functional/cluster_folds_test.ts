import { assert, assertEquals, assertGreater } from "@std/assert";
import { clusterFolds, components } from "../../../estimators/functional/cluster_folds.ts";
import { randomFolds } from "../../../estimators/functional/cross_fit.ts";
import { Stream } from "../../../numerics/random.ts";

const n = 120;
const random = () => Stream.of("tests", "cluster folds");
const rows = Uint32Array.from({ length: n }, (_, i) => i);
const firm = rows.map((i) => Math.floor(i / 6));
const year = rows.map((i) => i % 6);

Deno.test("no cluster is split, and folds have nearly as many clusters", () => {
  const { fold, teaches } = clusterFolds(n, 5, [firm], random());
  assertEquals(teaches, undefined);
  const folds = new Map<number, Set<number>>();
  firm.forEach((label, i) => {
    const own = folds.get(fold[i]!) ?? new Set();
    folds.set(fold[i]!, own.add(label));
  });
  assertEquals([...folds.values()].map(({ size }) => size), [4, 4, 4, 4, 4]);
  assertEquals([...folds.values()].reduce((all, { size }) => all + size, 0), 20);
});

Deno.test("clusters of one observation, and none, are dealt as observations", () => {
  const plain = randomFolds(n, 5, random());
  assertEquals(clusterFolds(n, 5, [], random()), { fold: plain });
  assertEquals(clusterFolds(n, 5, [rows], random()), { fold: plain });
});

Deno.test("two ways that are nested are one", () => {
  assertEquals(components(firm, rows), firm);
  assertEquals(clusterFolds(n, 5, [firm, rows], random()), clusterFolds(n, 5, [firm], random()));
});

Deno.test("two ways with fewer than two components a fold are dealt into blocks, however even", () => {
  assertEquals(clusterFolds(n, 5, [firm, firm], random()).teaches, undefined);
  assert(clusterFolds(n, 5, [year, year], random()).teaches !== undefined);
});

Deno.test("two crossed ways: what teaches shares neither firm nor year with what is held out", () => {
  const { fold, teaches } = clusterFolds(n, 3, [firm, year], random());
  assertEquals(new Set(fold).size, 9);
  assertEquals([...new Set(components(firm, year))], [0]);
  for (let i = 0; i < n; i++) {
    let count = 0;
    for (let other = 0; other < n; other++) {
      if (fold[other] === fold[i] || !teaches!(fold[other]!, fold[i]!)) continue;
      count++;
      assert(firm[other] !== firm[i] && year[other] !== year[i]);
    }
    assertGreater(count, 0.3 * n);
  }
});
