import { assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { lossDerivatives } from "../../../estimators/functional/losses.ts";
import { wrongDerivative } from "../../../estimators/functional/derivative_check.ts";
import { UsageError } from "../../../pipeline/engine/stage.ts";
import { exactLosses } from "../../../pipeline/own_data/exact_losses.ts";
import { loadLosses } from "../../../pipeline/own_data/load_losses.ts";
import { type OwnProblem, ownProblem } from "../../../pipeline/own_data/problem.ts";
import { rewriteLosses } from "../../../pipeline/own_data/rewrite_losses.ts";
import { OwnFiles } from "./support.ts";

/** The problem of a losses file, as the command opens it. */
async function opened(files: OwnFiles, name: string, text: string): Promise<OwnProblem> {
  const path = await files.write(name, text);
  const losses = exactLosses(await loadLosses(path, name), await rewriteLosses(path), name);
  return ownProblem(losses, name, {});
}

const HEAD = `covariates: ["X"], columns: ["S", "Y"]`;

Deno.test("TypeScript and helpers from other files are differentiated, too", async () => {
  await using files = await OwnFiles.make();
  await files.write(
    "helper.ts",
    `export enum Source { clean = 0, noisy = 1 }
    export const half = .5;
    export function square<T extends number>(x: T): number { return (x as number) * x!; }
    export default class Weights { constructor(private readonly w: ArrayLike<number>) {}
      of(source: Source): number { return source === Source.clean ? 1 : Math.exp(this.w[0]!); } }`,
  );
  const { pair, at } = await opened(
    files,
    "losses.ts",
    `import Weights, { half, square, type Source } from "./helper.ts";
    import * as all from "./helper.ts";
    interface Row { S: number; Y: number }
    namespace Own { export const scale = 2; }
    const logcosh = (u: number): number => Math.abs(u) + Math.log1p(Math.exp(-2 * Math.abs(u)));
    export const losses = { ${HEAD}, at: [0.3],
      inner: (w, v, { S, Y }: Row) => half * new Weights(w).of(S as Source) * square(v - Y!),
      outer: (w, v, z: Row) => Own.scale * logcosh(<number> v - z.Y) + all.square(w[0]) satisfies number,
    } as const;`,
  );
  const z = Float64Array.of(1, 2, 0, -1);
  const { inner, outer } = lossDerivatives(pair, at, Float64Array.of(3, 0.5), z);
  const weight = Math.exp(0.3);
  const close = (actual: Float64Array, expected: readonly number[]) =>
    expected.forEach((value, i) => assertAlmostEquals(actual[i]!, value, 1e-14));
  close(inner.v, [weight, 1.5]);
  close(inner.vv, [weight, 1]);
  close(inner.vw, [weight, 0]);
  close(inner.vvw, [weight, 0]);
  close(inner.vvv, [0, 0]);
  close(outer.w, [0.6, 0.6]);
  close(outer.v, [2 * Math.tanh(1), 2 * Math.tanh(1.5)]);
  close(outer.vv, [1, 1.5].map((u) => 2 / Math.cosh(u) ** 2));
});

Deno.test("what cannot be rewritten is refused only where derivatives are needed", async () => {
  await using files = await OwnFiles.make();
  const plain = `inner: (w, v, { Y }) => (v - Y) ** 2 + w[0] * v, outer: (w, v) => v * v`;
  const text = (rest: string) =>
    `import "node:path";\nexport const losses = { ${HEAD}, ${rest}, at: [1] };`;
  const v = Float64Array.of(0.5);
  const z = Float64Array.of(0, 1);
  const alone = await opened(files, "alone.ts", text(plain));
  const error = assertThrows(() => lossDerivatives(alone.pair, alone.at, v, z), UsageError);
  assertMatch(
    String(error),
    /"alone\.ts" give their values alone and cannot be differentiated .*; give their derivatives, too\./,
  );
  const written = await opened(
    files,
    "written.ts",
    text(
      `inner: (w, v, { Y }) => ({ value: (v - Y) ** 2 / 2, v: v - Y, vv: 1 }),
      outer: (w, v) => ({ value: v, v: 1 })`,
    ),
  );
  assertEquals([...lossDerivatives(written.pair, written.at, v, z).inner.v], [-0.5]);
});

Deno.test("losses may keep state, but not what hides from derivatives", async (t) => {
  await using files = await OwnFiles.make();
  const z = Float64Array.of(1, 2, 0, -1);
  const v = Float64Array.of(0.3, 0.6);
  const wrong = async (name: string, inner: string, before = "") => {
    const { pair, at } = await opened(
      files,
      `${name}.ts`,
      `${before} export const losses = { ${HEAD}, at: [0.3, 0.2],
        inner: (w, v, { S, Y }) => ${inner}, outer: (w, v) => v * v };`,
    );
    return wrongDerivative(pair, at, v, z)?.name;
  };
  await t.step("a count", async () => {
    const inner = "(calls += 1, (v - Y) ** 2 + v * w[0] + v * w[1])";
    assertEquals(await wrong("count", inner, "let calls = 0;"), undefined);
  });
  await t.step("text", async () => {
    const inner = "(v - Y) ** 2 + (w[0] + w[1]) * Number(String(v))";
    assertEquals(await wrong("text", inner), "inner.v");
  });
  await t.step("what is kept for equal numbers", async () => {
    const before = `let [key, kept] = [NaN, 0];
      const weight = (w) => { if (w[0] + 2 * w[1] !== key) { key = w[0] + 2 * w[1]; kept = Math.exp(key); } return kept; };`;
    const inner = "weight(w) * (v - Y) ** 2";
    assertEquals(await wrong("kept", inner, before), "inner.vw[1]");
  });
});
