/**
 * The fixed draws of random Fourier features, by number.
 *
 * @module
 */

import {
  drawFourierFeatures,
  type FourierFeatures,
} from "../../estimators/nuisance/random_fourier.ts";
import { Stream } from "../../numerics/random.ts";

/** Which features. */
export interface FourierDraw {
  /** How many. */
  readonly count: number;
  /** γ of the kernel exp(−γ‖x − x'‖²) that they stand for. */
  readonly gamma: number;
  /** Which draw. */
  readonly draw: number;
}

/** Draw number `draw` of features of d covariates: the same ones wherever they are asked for. */
export function fourierDraw(d: number, { count, gamma, draw }: FourierDraw): FourierFeatures {
  return drawFourierFeatures(d, count, gamma, Stream.of("random Fourier features", draw));
}
