import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { kernelBilevelRoot } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import { gaussian } from "../../../estimators/nuisance/kernel.ts";
import { Stream } from "../../../numerics/random.ts";
import { kernelBilevel } from "./kernel_support.ts";
import { maxDifference, normals } from "./support.ts";

const P = 2;
const random = Stream.of("tests", "kernel root");
const draw = (label: string, size: number) => normals(size, random.split(label));
const data = {
  inner: { n: 40, x: draw("x", 80) },
  target: { g: draw("g", 40 * P), t0: draw("t0", 40) },
  outer: { n: 25, x: draw("outer x", 50), y: draw("y", 25) },
};
const options = { kernel: gaussian(1.2), lambdas: [1e-3, 0.1, 2] };

Deno.test("the gradient of kernel bilevel optimisation vanishes at its root, for every λ", () => {
  for (const t0 of [data.target.t0, new Float64Array(40)]) {
    const values = { ...data, target: { ...data.target, t0 } };
    const estimates = kernelBilevelRoot(values, options);
    assertEquals(estimates.length, options.lambdas.length);
    estimates.forEach(({ root, standardError }, l) => {
      const [{ gradient }] = kernelBilevel(values, root, {
        ...options,
        lambdas: [options.lambdas[l]],
      });
      assert(maxDifference(gradient, [0, 0]) < 1e-12);
      assert(standardError.length === P && standardError.every(Number.isNaN));
    });
    assert(maxDifference(estimates[0].root, estimates[1].root) > 0.01);
  }
});

Deno.test("as λ → ∞ the smooth of G shrinks and the root grows in proportion", () => {
  const target = { g: data.target.g.subarray(0, 40), t0: new Float64Array(40) };
  const [one, ten] = kernelBilevelRoot({ ...data, target }, { ...options, lambdas: [100, 1000] });
  assertAlmostEquals(ten.root[0] / one.root[0], 10, 0.5);
});

Deno.test("the root of kernel bilevel optimisation rejects malformed input", () => {
  const attempt = (change: Partial<typeof data>, lambdas = options.lambdas) => () =>
    kernelBilevelRoot({ ...data, ...change }, { ...options, lambdas });
  const { inner, target, outer } = data;
  const cut = (a: Float64Array) => a.subarray(1);
  assertThrows(attempt({}, [0]), RangeError, "lambda is 0");
  assertThrows(attempt({}, []), RangeError, "lambdas is empty");
  assertThrows(attempt({ inner: { ...inner, n: 0 } }), RangeError, "inner sample size is 0");
  assertThrows(attempt({ inner: { ...inner, x: cut(inner.x) } }), RangeError, "inner x has 79");
  assertThrows(attempt({ target: { ...target, g: cut(target.g) } }), RangeError, "G has 79");
  const none = new Float64Array(0);
  assertThrows(attempt({ target: { ...target, g: none } }), RangeError, "G has 0");
  assertThrows(attempt({ target: { ...target, t0: cut(target.t0) } }), RangeError, "T_0 has 39");
  assertThrows(attempt({ outer: { ...outer, x: cut(outer.x) } }), RangeError, "outer x has 49");
  assertThrows(attempt({ outer: { ...outer, y: cut(outer.y) } }), RangeError, "outer y has 24");
  const y = outer.y.map((value, i) => i === 3 ? NaN : value);
  assertThrows(attempt({ outer: { ...outer, y } }), RangeError, "outer y holds NaN at position 3");
});
