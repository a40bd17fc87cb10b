import { affineFunction } from "../../../estimators/functional/affine_gradient.ts";
import { kernelBilevelAffine } from "../../../estimators/functional/kernel_bilevel_affine.ts";
import type {
  KernelBilevelData,
  KernelBilevelOptions,
} from "../../../estimators/functional/kernel_bilevel_data.ts";

/** The gradient of kernel bilevel optimisation at w, for each λ. */
export function kernelBilevel(
  data: KernelBilevelData,
  w: Float64Array,
  options: KernelBilevelOptions,
): { readonly gradient: Float64Array }[] {
  return kernelBilevelAffine(data, options)
    .map((gradient) => ({ gradient: affineFunction(gradient)(w) }));
}
