import { assert, assertEquals } from "@std/assert";
import { sampleSplit } from "../../../estimators/functional/cross_fit.ts";
import { Stream } from "../../../numerics/random.ts";
import { nadarayaWatson } from "../../../pipeline/slots/learners.ts";
import { decodeMeans, onlyMeans } from "../../../pipeline/blocks/means.ts";
import { stage } from "../../../pipeline/stages/nuisances.ts";
import { encodeSamples } from "../../../pipeline/blocks/samples.ts";
import { smoothCosSobolev } from "../../../problems/functional/cos_sobolev.ts";
import { asStored } from "../blocks/support.ts";

const N = 30;
const problem = smoothCosSobolev({ d: 1, p: 2 });
const samples = [0, 1].map((i) =>
  asStored(problem.sample(N, Stream.of("tests", "same sample", i)))
);
const means = async (folds: number) => {
  const outputs = await stage({ problem, learner: nadarayaWatson as never })(
    { n: N, first: 0, count: 2, design: { folds }, learner: { sigmas: [0.01] } },
    { samples: [encodeSamples(samples)] },
    ["tests"],
  );
  return decodeMeans(outputs.means!).map(onlyMeans);
};

Deno.test("with one fold each row's means are learned from all rows, its own among them", async () => {
  const learner = nadarayaWatson({ sigmas: [0.01] });
  const [same, crossed] = [await means(1), await means(2)];
  samples.forEach((sample, i) => {
    const expected = sampleSplit(sample, problem.innerTarget(sample), sample, learner).means;
    assertEquals(same[i], asStored(expected));
    // so small a bandwidth follows a row's own outcome, unless it is left out
    const distance = (m: Float64Array) =>
      m.reduce((sum, value, row) => sum + Math.abs(value - sample.y[row]), 0);
    assert(distance(same[i].m) < 0.6 * distance(crossed[i].m));
  });
});
