import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import { parameterCount, tanh, TanhNetwork } from "../../numerics/tanh_network.ts";
import { distance, normals } from "./support.ts";

Deno.test("tanh is accurate for all numbers", () => {
  for (const x of [0, 1e-300, 1e-9, 0.1, 0.5, 1, 3, 19, 25, 800, Infinity]) {
    for (const sign of [-1, 1]) {
      const expected = Math.tanh(sign * x);
      assertAlmostEquals(tanh(sign * x), expected, 3e-16 * Math.abs(expected), `${x}`);
    }
  }
});

/** The outputs by the definition, and their derivatives along v. */
function plain(
  widths: readonly number[],
  phi: Float64Array,
  v: Float64Array,
  features: Float64Array,
): { outputs: number[]; along: number[] } {
  const n = features.length / widths[0];
  const all = { outputs: [] as number[], along: [] as number[] };
  for (let i = 0; i < n; i++) {
    let h = [...features.subarray(i * widths[0], (i + 1) * widths[0])];
    let dot = h.map(() => 0);
    for (let l = 1, at = 0; l < widths.length; l++) {
      const from = at;
      const biases = from + widths[l] * widths[l - 1];
      const last = l + 1 === widths.length;
      const sums = Array.from({ length: widths[l] }, (_, u) => {
        let [sum, along] = [phi[biases + u], v[biases + u]];
        h.forEach((value, t) => {
          const w = from + u * widths[l - 1] + t;
          sum += value * phi[w];
          along += value * v[w] + dot[t] * phi[w];
        });
        const unit = last ? sum : Math.tanh(sum);
        return [unit, last ? along : (1 - unit * unit) * along];
      });
      h = sums.map(([unit]) => unit);
      dot = sums.map(([, along]) => along);
      at = biases + widths[l];
    }
    all.outputs.push(...h);
    all.along.push(...dot);
  }
  return all;
}

const WIDTHS = [[1, 1], [3, 2], [1, 16, 16, 1], [5, 9, 3], [49, 8, 3], [2, 17, 1, 4]];

Deno.test("outputs and their derivatives agree with the definition for odd sizes", () => {
  for (const widths of WIDTHS) {
    for (const n of [1, 2, 5, 10]) {
      const size = parameterCount(widths);
      const [phi, v] = [normals(size, "phi"), normals(size, "v")];
      const features = normals(n * widths[0], "features", n);
      const network = new TanhNetwork(widths, n);
      assertEquals(network.size, size);
      network.forward(phi, features);
      network.along(v);
      const expected = plain(widths, phi, v, features);
      assertLess(distance(network.outputs, expected.outputs), 1e-13, `${widths} ${n}`);
      assertLess(distance(network.outputsAlong, expected.along), 1e-12, `${widths} ${n}`);
    }
  }
});

Deno.test("the gradient is that of the outputs, and its derivative that of differences", () => {
  for (const widths of WIDTHS) {
    const n = 5;
    const size = parameterCount(widths);
    const [phi, v] = [normals(size, "phi"), normals(size, "v")];
    const features = normals(n * widths[0], "features");
    const slopes = normals(n * widths.at(-1)!, "slopes");
    const network = new TanhNetwork(widths, n);
    const gradientAt = (at: Float64Array): Float64Array => {
      const out = new Float64Array(size).fill(NaN);
      network.forward(at, features);
      network.slopes.set(slopes);
      network.backward(out);
      return out;
    };
    const gradient = gradientAt(phi);
    // ⟨∂outputs, slopes⟩ both ways
    network.along(v);
    const forward = network.outputsAlong.reduce((sum, value, i) => sum + value * slopes[i], 0);
    const backward = gradient.reduce((sum, value, i) => sum + value * v[i], 0);
    assertAlmostEquals(forward, backward, 1e-11 * (1 + Math.abs(forward)), `${widths}`);
    network.backward();
    network.slopesAlong.fill(0);
    const along = new Float64Array(size).fill(NaN);
    network.backwardAlong(along);
    const step = 1e-5;
    const [up, down] = [1, -1].map((sign) =>
      gradientAt(phi.map((value, k) => value + sign * step * v[k]))
    );
    const difference = up.map((value, k) => (value - down[k]) / (2 * step));
    assertLess(distance(along, difference), 1e-5 * (1 + Math.max(...difference.map(Math.abs))));
  }
});

Deno.test("vectors of a wrong length are refused", () => {
  const network = new TanhNetwork([2, 1], 3);
  const right = new Float64Array(3);
  assertThrows(() => network.forward(new Float64Array(2), new Float64Array(6)), RangeError, "phi");
  assertThrows(() => network.forward(right, new Float64Array(5)), RangeError, "features");
  assertThrows(() => network.along(new Float64Array(2)), RangeError, "v has 2");
});
