import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import type { GeneralObservations } from "../../../estimators/functional/general_nuisances.ts";
import { quadraticLosses } from "../../../estimators/functional/loss_pairs.ts";
import type { LossDerivatives, LossPair } from "../../../estimators/functional/losses.ts";
import { inUnits, lossUnits } from "../../../estimators/functional/loss_units.ts";
import { Stream } from "../../../numerics/random.ts";
import { LEARNERS, panelOf } from "../../../pipeline/own_data/learners.ts";
import {
  type Choice,
  type Choices,
  chooseLearners,
  chosenLearners,
} from "../../../pipeline/own_data/tuning.ts";

const n = 300;
const w = Float64Array.of(1);
const PANEL = panelOf("auto");

/** Z = (G, T_0, Y) of functions of one covariate, with noise: h = T_0 + G, b = G, a ∝ Y − h. */
function sample(
  of: { g?: (x: number) => number; t?: (x: number) => number; y?: (x: number) => number },
  noise = 0.3,
  draw = 0,
): GeneralObservations {
  const random = Stream.of("tests", "tuning", "sample", draw);
  const x = new Float64Array(n).map(() => 2 * random.uniform() - 1);
  const z = Float64Array.from(
    [...x].flatMap((at) => [of.g, of.t, of.y].map((f) => (f?.(at) ?? 0) + noise * random.normal())),
  );
  return { n, x, z };
}

function choose(
  data: GeneralObservations,
  panel = PANEL,
  pair: LossPair = quadraticLosses(1),
): Choices<Choice> {
  const units = lossUnits(pair, w, data.z, data.n);
  return chooseLearners(data, inUnits(pair, units), w, panel, Stream.of("tests", "tuning"));
}

Deno.test("noise is smoothed away, but for few draws", () => {
  const share = (panel: readonly string[], among: number) => {
    const chosen = [0, 1, 2, 3, 4].flatMap((draw) => {
      const { h, a, b, c } = choose(sample({}, 0.3, draw), panel);
      return [h, a, ...b, ...c];
    });
    const smooth = chosen.filter(({ learner, scale }) =>
      LEARNERS[learner]!.scales.indexOf(scale) >= LEARNERS[learner]!.scales.length - among
    );
    return smooth.length / chosen.length;
  };
  for (const learner of PANEL) assertGreater(share([learner], 1), 0.6, learner);
  // of 24 settings some one fits noise, though not closely
  assertGreater(share(PANEL, 2), 0.7);
});

Deno.test("each function is chosen for itself: what is rough is smoothed less", () => {
  const rough = (x: number) => Math.sin(8 * x);
  const choices = choose(sample({ g: rough, t: (x) => x - rough(x), y: (x) => x }), ["series"]);
  const { h, a, b } = choices;
  // h = x and b = −sin 8x; a = y − h is noise
  assertLess(b[0]!.scale, h.scale);
  assertEquals(a.scale, LEARNERS.series!.scales.at(-1));
  const turned = choose(sample({ g: (x) => x, t: (x) => rough(x) - x, y: rough }), ["series"]);
  assertLess(turned.h.scale, turned.b[0]!.scale);
});

Deno.test("c is chosen for what changes both with v and with w, inside and outside", () => {
  // h − y = 2, so that a is −2
  const data = sample({ t: (x) => x, y: (x) => x - 2 }, 0.1);
  const pair = quadraticLosses(1);
  const smooth = choose(data, ["series"]);
  for (
    const where of [(out: LossDerivatives) => out.outer.vw, (out: LossDerivatives) => out.inner.vvw]
  ) {
    const mixed: LossPair = {
      name: "mixed",
      p: 1,
      zDimension: 3,
      fill(w, v, z, out) {
        pair.fill(w, v, z, out);
        where(out).forEach((_, i, values) => values[i] = Math.sin(8 * z[3 * i + 1]!));
      },
    };
    const { b, c } = choose(data, ["series"], mixed);
    assertLess(c[0]!.scale, smooth.c[0]!.scale);
    assertEquals(b, smooth.b);
  }
});

Deno.test("a learner that is better is chosen, whatever its place", () => {
  const random = Stream.of("tests", "tuning", "waves");
  const x = random.fillNormal(new Float64Array(3 * n));
  const z = Float64Array.from({ length: n }, (_, i) => i).map((i) =>
    Math.sin(1.5 * (x[3 * i]! + x[3 * i + 1]! + x[3 * i + 2]!))
  );
  const all = Float64Array.from([...z].flatMap((value) => [
    0.1 * random.normal(),
    value + 0.1 * random.normal(),
    random.normal(),
  ]));
  assertEquals(choose({ n, x, z: all }).h.learner, "random-fourier");
  assertEquals(choose({ n, x, z: all }, [...PANEL].reverse()).h.learner, "random-fourier");
  // a straight line is learned by the first that can
  const line = sample({ t: (x) => 2 * x }, 0.5);
  assertEquals(choose(line, ["linear", "series"]).h.learner, "linear");
});

Deno.test("the same choice each time, in one panel as in another that brings nothing", () => {
  const data = sample({ g: (x) => Math.sin(8 * x), t: (x) => x });
  const first = choose(data);
  assertEquals(choose(data), first);
  // equal risks: the first of those named stays
  assertEquals(choose(data, ["series", "series"]), choose(data, ["series"]));
});

Deno.test("functions are chosen from no more rows than are needed", () => {
  const random = Stream.of("tests", "tuning", "many");
  const many = 2500;
  const x = random.fillNormal(new Float64Array(many));
  const z = Float64Array.from([...x].flatMap((at) => [random.normal(), at, random.normal()]));
  let most = 0;
  const pair = quadraticLosses(1);
  const counting: LossPair = {
    name: pair.name,
    p: 1,
    zDimension: 3,
    fill(w, v, z, out) {
      most = Math.max(most, out.n);
      pair.fill(w, v, z, out);
    },
  };
  chooseLearners({ n: many, x, z }, counting, w, ["linear"], Stream.of("tests"));
  assertEquals(most, 2000);
});

Deno.test("losses that are not finite on rows held out are refused", () => {
  const data = sample({ t: (x) => x });
  const pair = quadraticLosses(1);
  let calls = 0;
  const broken: LossPair = {
    name: "broken",
    p: 1,
    zDimension: 3,
    fill(w, v, z, out) {
      pair.fill(w, v, z, out);
      // h is learned from training rows and judged by all
      if (out.n === n) {
        calls++;
        out.inner.value[7] = NaN;
      }
    },
  };
  assertThrows(
    () => chooseLearners(data, broken, w, PANEL, Stream.of("tests")),
    RangeError,
    "not finite on rows held out",
  );
  assertGreater(calls, 1);
});

Deno.test("learners of a name are in the panel, the simplest first, and their scales ascend", () => {
  assertEquals(panelOf("series"), ["series"]);
  assertEquals(PANEL, Object.keys(LEARNERS).filter((name) => PANEL.includes(name)));
  for (const { scales } of Object.values(LEARNERS)) {
    assertEquals([...scales], [...scales].sort((a, b) => a - b));
    assert(scales.length > 1);
  }
  const choice = { learner: "linear", scale: 1 };
  const made = chosenLearners({ h: choice, a: choice, b: [choice, choice], c: [choice, choice] });
  // one learner for all, so that what it makes of the covariates is made once
  assertEquals(new Set([made.h, made.a, ...made.b, ...made.c]).size, 1);
});
