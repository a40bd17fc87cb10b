/**
 * Mathematics: TeX to MathML when the report is made, and to plain text where there is no markup.
 *
 * @module
 */

import temml from "temml";

/**
 * A formula as MathML, which browsers typeset without a script.
 *
 * @throws {RangeError} If it is no TeX that temml knows.
 */
export function mathml(tex: string): string {
  try {
    return temml.renderToString(tex, { throwOnError: true, trust: false });
  } catch (error) {
    throw new RangeError(`The formula "${tex}" cannot be typeset (${(error as Error).message}).`);
  }
}

/** Signs that TeX has names for. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{ psi: "ψ", Psi: "Ψ", Phi: "Φ", lambda: "λ", kappa: "κ", eta: "η", alpha: "α", theta: "θ" },
  ...{ partial: "∂", nabla: "∇", sum: "∑", cdot: "·", times: "×", sqrt: "√", infty: "∞" },
  ...{ le: "≤", ge: "≥", mid: "|", to: "→", approx: "≈", in: "∈", varepsilon: "ε", sigma: "σ" },
  ...{ lVert: "‖", rVert: "‖", ldots: "…", quad: " ", tfrac: "", mathbb: "", mathrm: "", top: "ᵀ" },
  ...{ left: "", right: "", bigl: "", bigr: "", operatorname: "", star: "*", propto: "∝" },
};

/** The same in plain text, near enough to be read: for attributes, tables as text and the search. */
export function plainMath(tex: string): string {
  return tex.replace(/\\tfrac\{?(\d)\}?\{?(\d)\}?/g, "$1/$2")
    .replace(/\\([A-Za-z]+)/g, (_whole, name) => SIGNS[name] ?? name)
    .replace(/\\[,;! ]/g, " ").replace(/[{}\\]/g, "").replace(/-/g, "−").replace(/ +/g, " ").trim();
}
