/**
 * Numbers as people read them: as many digits as the Monte Carlo error justifies, and no more.
 *
 * @module
 */

/** A number and its error, written with the same number of decimals. */
export interface Written {
  /** The value, for instance `0.0388`. */
  readonly value: string;
  /** The error, for instance `0.0011`; `null` where there is none. */
  readonly error: string | null;
  /** The common power of ten, for instance `−6`; `null` where the numbers are written out. */
  readonly exponent: string | null;
}

/** What is printed in place of a value that is missing or not finite. */
export const MISSING = "–";

const MINUS = "\u2212";
const THIN_SPACE = "\u202f";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** With a real minus, and none before a zero. */
const signed = (text: string): string => text.replace(/^-(?=[0.]*$)/, "").replace("-", MINUS);

/** The exponent of x in scientific notation with `digits` significant digits, after rounding. */
function exponentOf(x: number, digits: number): number {
  return Number(x.toExponential(digits - 1).split("e")[1]);
}

function grouped(text: string): string {
  const [whole, fraction] = text.split(".");
  const short = whole.replace("-", "").length < 5;
  const head = short ? whole : whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return fraction === undefined ? head : `${head}.${fraction}`;
}

/** x / 10^exponent without `Math.pow`, exact as far as decimal notation goes. */
function scaled(x: number, exponent: number): number {
  const [mantissa, own] = x.toExponential().split("e");
  return Number(`${mantissa}e${Number(own) - exponent}`);
}

const outsidePlain = (exponent: number): boolean => exponent < -4 || exponent > 6;

/**
 * Writes a value with the digits that its standard error justifies: the error with two significant
 * digits, the value with as many decimals. Without an error (or with a zero one) the value has
 * `digits` significant digits. Very small and very large numbers get a common power of ten.
 *
 * @example
 * ```ts
 * write(0.038812, 0.001091); // { value: "0.0388", error: "0.0011", exponent: null }
 * ```
 */
export function write(
  value: number | null | undefined,
  error?: number | null,
  digits = 4,
): Written {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return { value: MISSING, error: null, exponent: null };
  }
  const usable = typeof error === "number" && Number.isFinite(error) && error > 0;
  if (!usable) {
    if (value === 0) return { value: "0", error: null, exponent: null };
    const own = exponentOf(value, digits);
    if (outsidePlain(own)) {
      return {
        value: signed(scaled(value, own).toFixed(digits - 1)),
        error: null,
        exponent: signed(String(own)),
      };
    }
    const text = value.toFixed(Math.max(0, digits - 1 - own));
    return { value: signed(grouped(text)), error: null, exponent: null };
  }
  const errorExponent = exponentOf(error, 2);
  const magnitude = value === 0
    ? errorExponent
    : Math.max(exponentOf(value, digits), errorExponent);
  const shift = outsidePlain(magnitude) ? magnitude : 0;
  const decimals = Math.max(0, 1 - (errorExponent - shift));
  return {
    value: signed(grouped(scaled(value, shift).toFixed(decimals))),
    error: grouped(scaled(error, shift).toFixed(decimals)),
    exponent: shift === 0 ? null : signed(String(shift)),
  };
}

const superscript = (exponent: string): string =>
  exponent.replace(MINUS, "⁻").replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)]);

/** One string: `0.0388`, `0.0388 ± 0.0011`, `(3.88 ± 0.11)×10⁻⁷`. */
export function joined({ value, error, exponent }: Written): string {
  const core = error === null ? value : `${value} ± ${error}`;
  if (exponent === null) return core;
  const power = `×10${superscript(exponent)}`;
  return error === null ? `${core}${power}` : `(${core})${power}`;
}

/** A value with the digits that its error justifies, as one string. */
export function format(value: number | null | undefined, error?: number | null): string {
  return joined(write(value, error));
}

/** A number that was chosen, as it was: `0.7`, and not `0.7000`; others as by `format`. */
export function short(value: number): string {
  const isShort = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e4 &&
    Number(value.toPrecision(3)) === value;
  return isShort ? signed(String(value)) : format(value);
}

/** A whole number with thin spaces between thousands from five digits on; others as by `format`. */
export function formatInteger(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  return Number.isInteger(value) ? signed(grouped(value.toFixed(0))) : format(value);
}

/** A power of ten as it stands on an axis or in a label: `10⁻³`, or `3×10⁻³`, for positive x. */
export function formatPower(x: number): string {
  const [mantissa, exponent] = x.toExponential().split("e");
  const power = `10${superscript(signed(String(Number(exponent))))}`;
  return mantissa === "1" ? power : `${mantissa}×${power}`;
}
