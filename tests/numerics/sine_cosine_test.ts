import { assert, assertEquals } from "@std/assert";
import { sineCosine } from "../../numerics/sine_cosine.ts";

const out = new Float64Array(2);

Deno.test("sine and cosine are those of the engine but for the last bit, at all sizes of angles", () => {
  for (const scale of [1e-9, 0.1, 1, 10, 1000, 99_999]) {
    for (let i = 0; i < 20_000; i++) {
      const x = scale * (2 * ((i * 0.754877666246693) % 1) - 1);
      sineCosine(x, out);
      [Math.sin(x), Math.cos(x)].forEach((expected, k) => {
        const ulp = 2.220446049250313e-16 * Math.abs(expected);
        assert(Math.abs(out[k] - expected) <= ulp, `${k === 0 ? "sin" : "cos"} ${x}: ${out[k]}`);
      });
    }
  }
});

Deno.test("near multiples of a quarter turn, sine and cosine keep their digits", () => {
  for (let k = -400; k <= 400; k++) {
    const x = k * Math.PI / 2;
    sineCosine(x, out);
    const expected = [Math.sin(x), Math.cos(x)];
    expected.forEach((value, at) => assert(Math.abs(out[at] / value - 1) <= 3e-16 || value === 0));
  }
});

Deno.test("sine and cosine of 0, of huge angles and of none", () => {
  for (const x of [0, -0, 1e5, -1e9, 1e300, Infinity, NaN]) {
    const four = new Float64Array(4);
    sineCosine(x, four, 1);
    assertEquals([...four], [0, Math.sin(x), Math.cos(x), 0]);
  }
});
