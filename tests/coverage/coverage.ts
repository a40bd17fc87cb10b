/**
 * How often the intervals of `estimate`, with its defaults, hold the truth: the table in
 * `docs/estimate_coverage.md`.
 *
 *     deno run -A tests/coverage/coverage.ts [--draws 300] [--sizes 200,500,2000] [--designs NAME,…]
 *         [--stream coverage] [--write] [--rows FILE,…]
 *
 * Draws come from Stream.of("coverage", design, n, draw), and those on which learners and defaults were
 * chosen from "coverage development". Every core gets a share of the draws. With all 7,200 it takes
 * hours; it is no test. `--shard i/k` prints the draws of one share as JSON, a line each, and `--rows` makes
 * the table of such lines.
 *
 * @module
 */

import { parseArgs } from "@std/cli";
import { Stream } from "../../numerics/random.ts";
import type { OwnLosses } from "../../pipeline/own_data/contract.ts";
import { differentiable } from "../../pipeline/own_data/differentiable.ts";
import { estimateOwn } from "../../pipeline/own_data/estimate.ts";
import { exactLosses } from "../../pipeline/own_data/exact_losses.ts";
import { AUTOMATIC } from "../../pipeline/own_data/learners.ts";
import { type OwnProblem, ownProblem } from "../../pipeline/own_data/problem.ts";
import { type Design, designs } from "./designs.ts";

/** What is recorded of one coordinate of one draw. */
interface Draw {
  readonly design: string;
  readonly n: number;
  readonly draw: number;
  readonly coordinate: number;
  readonly error: number;
  readonly standardError: number;
  readonly covered: boolean;
  readonly warnings: number;
  readonly seconds: number;
}

const LEVEL = 0.95;
const options = parseArgs(Deno.args, {
  string: ["draws", "sizes", "designs", "stream", "shard", "rows"],
  boolean: ["write"],
  default: { draws: "300", sizes: "200,500,2000", stream: "coverage" },
});
const all = designs((name) => Stream.of("coverage truth", name));
const named = options.designs?.split(",") ?? all.map(({ name }) => name);
const chosen = all.filter(({ name }) => named.includes(name));
const sizes = options.sizes.split(",").map(Number);
const draws = Number(options.draws);

if (options.shard !== undefined) computeShard(options.shard.split("/").map(Number));
else await report(options.rows === undefined ? await inParallel() : await readRows(options.rows));

function computeShard([own, shards]: readonly number[]): void {
  for (const n of sizes) {
    for (const design of chosen) {
      const problem = problemOf(design);
      for (let draw = own!; draw < draws; draw += shards!) {
        for (const row of estimated(design, problem, n, draw)) console.log(JSON.stringify(row));
      }
    }
  }
}

/** The problem as a losses file with the design's losses would be read. */
function problemOf({ covariates, columns, losses, at }: Design): OwnProblem {
  const code = `return { losses: {
    covariates: ${JSON.stringify(covariates)}, at: ${JSON.stringify(at)},
    ${losses.startsWith("quadratic") ? "" : `columns: ${JSON.stringify(columns)},`} ${losses} } };`;
  const { losses: plain } = new Function(code)() as { losses: OwnLosses };
  const exact = exactLosses(plain, { code: differentiable(code) }, "losses.ts");
  return ownProblem(exact, "losses.ts", {});
}

function estimated(design: Design, problem: OwnProblem, n: number, draw: number): Draw[] {
  const columns = design.draw(n, Stream.of(options.stream, design.name, n, draw));
  const start = performance.now();
  const { estimate, intervals, warnings } = estimateOwn(
    { n, columns } as Parameters<typeof estimateOwn>[0],
    problem,
    { learner: AUTOMATIC, folds: 5, levels: [LEVEL], seed: 1, joint: false },
    "a draw",
  );
  const seconds = (performance.now() - start) / 1000;
  return design.truth.map((truth, k) => ({
    design: design.name,
    n,
    draw,
    coordinate: k,
    error: estimate.gradient[k]! - truth,
    standardError: estimate.standardError[k]!,
    covered: intervals[0]!.low[k]! <= truth && truth <= intervals[0]!.high[k]!,
    warnings: warnings.length,
    seconds,
  }));
}

async function readRows(files: string): Promise<string[]> {
  return await Promise.all(files.split(",").map((file) => Deno.readTextFile(file)));
}

async function inParallel(): Promise<string[]> {
  const shards = navigator.hardwareConcurrency;
  return await Promise.all(
    Array.from({ length: shards }, async (_, own) => {
      const { stdout, success } = await new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-check",
          import.meta.filename!,
          ...Deno.args,
          "--shard",
          `${own}/${shards}`,
        ],
        stderr: "inherit",
      }).output();
      if (!success) throw new Error(`share ${own} failed`);
      return new TextDecoder().decode(stdout);
    }),
  );
}

async function report(outputs: readonly string[]): Promise<void> {
  const rows = outputs.flatMap((text) =>
    text.trim().split("\n").map((line) => JSON.parse(line) as Draw)
  );
  const text = table(rows);
  console.log(text);
  if (options.write) {
    await Deno.writeTextFile(
      new URL("../../docs/estimate_coverage.md", import.meta.url),
      page(text),
    );
  }
}

function table(rows: readonly Draw[]): string {
  const lines = [
    "| design | n | coordinate | truth | bias | sd | mean se | coverage | ± | with no warning | draws |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const { name, truth } of chosen) {
    for (const n of sizes) {
      truth.forEach((value, k) => {
        const own = rows.filter((row) =>
          row.design === name && row.n === n && row.coordinate === k
        );
        if (own.length === 0) return;
        const mean = (of: (row: Draw) => number, over: readonly Draw[] = own) =>
          over.reduce((sum, row) => sum + of(row) / over.length, 0);
        const bias = mean(({ error }) => error);
        const sd = Math.sqrt(mean(({ error }) => (error - bias) * (error - bias)));
        const coverage = mean(({ covered }) => covered ? 1 : 0);
        const quiet = own.filter(({ warnings }) => warnings === 0);
        const quietly = quiet.length === 0
          ? "–"
          : `${mean(({ covered }) => covered ? 1 : 0, quiet).toFixed(3)} of ${quiet.length}`;
        lines.push(
          `| ${
            [
              name,
              n,
              k + 1,
              value.toFixed(4),
              bias.toFixed(4),
              sd.toFixed(4),
              mean(({ standardError }) => standardError).toFixed(4),
              coverage.toFixed(3),
              Math.sqrt(coverage * (1 - coverage) / own.length).toFixed(3),
              quietly,
              own.length,
            ].join(" | ")
          } |`,
        );
      });
    }
  }
  return lines.join("\n");
}

function page(text: string): string {
  const list = chosen.map(({ name, summary }) => `- \`${name}\`: ${summary}`).join("\n");
  return `# Coverage of the intervals of \`estimate\`

95 % intervals of \`estimate\` with its defaults, over independent draws of each design. The designs, their
sizes and their streams of random numbers were written down before any interval was computed
(\`tests/coverage/designs.ts\`); learners and defaults were chosen on other draws. Made by
\`deno run -A tests/coverage/coverage.ts --write\`.

${list}

Bias and sd are those of the estimates, ± is the Monte Carlo standard error of the coverage. "With no
warning" is the coverage over the draws for which \`estimate\` printed none, and their number.

${text}
`;
}
