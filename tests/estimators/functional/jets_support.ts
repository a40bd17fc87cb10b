import { jetMath } from "../../../numerics/jet_math.ts";
export { add, Jet, mul, neg, type Scalar, sub } from "../../../numerics/jet.ts";
import type { Scalar } from "../../../numerics/jet.ts";

export const { abs, exp, log1p, sin } = jetMath;
/** max(v, 0). */
export const jetMax = (v: Scalar): Scalar => jetMath.max(v, 0);
