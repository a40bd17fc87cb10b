/**
 * Import this before Vega, and `clock_restore.ts` after it.
 *
 * While their modules load, d3-time and vega-time make three scratch dates with `new Date()` that
 * are overwritten before they are read. Stages run where `new Date()` throws, so for those few
 * moments `Date` without arguments is the epoch. Nothing asks for the time when a figure is drawn.
 *
 * @module
 */

/** The `Date` that was there before. */
export const original = globalThis.Date;

globalThis.Date = new Proxy(original, {
  construct(target, parameters, newTarget): Date {
    return Reflect.construct(target, parameters.length === 0 ? [0] : parameters, newTarget);
  },
});
