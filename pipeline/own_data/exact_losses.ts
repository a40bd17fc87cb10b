/**
 * Losses of one observation that can be differentiated exactly.
 *
 * @module
 */

import type { LossAt } from "../../estimators/functional/pointwise_losses.ts";
import { Jet } from "../../numerics/jet.ts";
import { UsageError } from "../engine/stage.ts";
import type { OwnLosses, OwnPointwiseLosses } from "./contract.ts";
import { runDifferentiable } from "./differentiable.ts";
import { firstLine } from "./files.ts";
import type { Rewritten } from "./rewrite_losses.ts";

/**
 * The same losses, which with numbers do what they did and with jets give derivatives.
 *
 * @param shown How messages call the losses file.
 * @throws {UsageError} from a loss that is called with jets, if it cannot be rewritten.
 */
export function exactLosses(losses: OwnLosses, rewritten: Rewritten, shown: string): OwnLosses {
  if (!("inner" in losses)) return losses;
  let exact: Pick<OwnPointwiseLosses, "inner" | "outer"> | undefined;
  const both = <D>(name: "inner" | "outer", plain: LossAt<D>): LossAt<D> => (w, v, z) => {
    if (!((v as unknown) instanceof Jet)) return plain(w, v, z);
    exact ??= evaluated(rewritten, shown);
    return exact[name](w, v, z) as ReturnType<LossAt<D>>;
  };
  return { ...losses, inner: both("inner", losses.inner), outer: both("outer", losses.outer) };
}

function evaluated(
  rewritten: Rewritten,
  shown: string,
): Pick<OwnPointwiseLosses, "inner" | "outer"> {
  let why: string;
  if ("why" in rewritten) why = rewritten.why;
  else {
    try {
      return (runDifferentiable(rewritten.code) as { losses: OwnPointwiseLosses }).losses;
    } catch (error) {
      why = firstLine(error);
    }
  }
  throw new UsageError(
    `The losses of "${shown}" give their values alone and cannot be differentiated (${why}); ` +
      `give their derivatives, too.`,
  );
}
