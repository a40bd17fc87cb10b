import { jetMath } from "../../../estimators/numerics/jet_math.ts";
export { add, Jet, mul, neg, type Scalar, sub } from "../../../estimators/numerics/jet.ts";
import type { Scalar } from "../../../estimators/numerics/jet.ts";

export const { abs, exp, log1p } = jetMath;
/** max(v, 0). */
export const jetMax = (v: Scalar): Scalar => jetMath.max(v, 0);
