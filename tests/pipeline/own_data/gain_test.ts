import { assert } from "@std/assert";
import { isGain, roundingOf } from "../../../pipeline/own_data/gain.ts";
import { type Asked, estimated, NATURAL, STATED } from "./equivariance_support.ts";
import { assertClose } from "./support.ts";

const each = Uint32Array.from({ length: 40 }, (_, i) => i);
const risks = (gain: number) => Float64Array.from(each, (i) => -1 - gain - 0.01 * (i % 2));

Deno.test("a gain is more than half a standard error, and more than rounding", () => {
  const before = risks(0).map((value, i) => value + (i % 4 < 2 ? 0.1 : -0.1));
  // the standard error of the difference is 0.1/√40
  assert(isGain(before, risks(0.009), each, 0));
  assert(!isGain(before, risks(0.007), each, 0));
  assert(!isGain(risks(0), risks(1e-10), each, 0));
  assert(isGain(risks(0), risks(1e-8), each, 0));
  assert(!isGain(risks(0), risks(1e-8), each, roundingOf(new Float64Array(40).fill(1e8))));
});

Deno.test("a constant in the inner loss, however large, changes nothing", () => {
  const numbers = (more: Partial<Asked> = {}) => {
    const { estimate } = estimated(STATED.logistic!, NATURAL, { learner: "linear", ...more });
    return [...estimate.gradient, ...estimate.standardError];
  };
  const own = numbers();
  for (const constant of ["1e6", "-1e9"]) {
    const moved = (code: string) =>
      code.replace("(w, v, { S, y }) =>", `(w, v, { S, y }) => ${constant} +`);
    assertClose(numbers({ edit: moved }), own, 1e-6, constant);
  }
});
