import { assert, assertEquals } from "@std/assert";
import { LinearModel } from "../../numerics/linear_model.ts";
import { Stream } from "../../numerics/random.ts";
import { ResidentMatrix } from "../../numerics/resident_matrix.ts";
import { ResidentMemory } from "../../numerics/resident_memory.ts";

const normals = (n: number, ...path: (string | number)[]): Float64Array =>
  Stream.of("resident memory", ...path).fillNormal(new Float64Array(n));

Deno.test("any number of small problems live at once, since few instances hold them", () => {
  const instances = new Set<unknown>();
  for (let i = 0; i < 20_000; i++) {
    const memory = new ResidentMemory(20);
    instances.add(memory.kernels);
    memory.area(20);
    memory.keep();
  }
  assert(instances.size <= 5, `${instances.size} instances`);
});

Deno.test("what is large has an instance of its own, as has what does not say", () => {
  for (const length of [1e6, Infinity, undefined]) {
    const [one, two] = [new ResidentMemory(length), new ResidentMemory(length)];
    assert(one.kernels !== two.kernels);
  }
});

Deno.test("an instance that a call made large is not shared with what comes later", () => {
  const wide = new ResidentMemory(8);
  wide.begin();
  wide.area(1 << 19);
  assert(new ResidentMemory(8).kernels !== wide.kernels);
});

Deno.test("models in one instance give what they give alone, in whatever order they are asked", () => {
  const [n, p] = [30, 3];
  const model = (seed: number) =>
    new LinearModel({
      features: normals(n * p, "features", seed),
      labels: normals(n, "labels", seed),
      loss: "square",
      width: 1,
    });
  const y = normals(p, "y");
  const asked = (one: LinearModel, between: () => void): Float64Array[] => {
    const curvatures = one.curvatures(undefined, y);
    const calls = [
      () => one.hessianTimes(curvatures, y),
      () => one.hessianTimes(curvatures, y),
      () => one.losses(undefined, y),
      () => one.gradient(undefined, y),
    ];
    return calls.map((call) => (between(), call()));
  };
  const alone = [1, 2].map((seed) => asked(model(seed), () => {}));
  const [one, two] = [model(1), model(2)];
  const matrix = new ResidentMatrix(normals(40, "matrix"), 8, 5);
  const product = matrix.times(normals(5, "v"));
  const others = () => {
    two.losses(undefined, y.map((value) => 2 * value));
    assertEquals(matrix.times(normals(5, "v")), product);
    model(3);
  };
  assertEquals(asked(one, others), alone[0]);
  assertEquals(asked(two, () => one.slopes(undefined, y)), alone[1]);
});
