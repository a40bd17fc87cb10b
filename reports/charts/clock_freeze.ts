/**
 * Import this before Vega, and `clock_restore.ts` after it.
 *
 * While their modules load, d3-time and vega-time make three scratch dates with `new Date()` that
 * are overwritten before they are read. Stages run where `new Date()` throws, so for those few
 * moments `Date` without arguments is the epoch. Nothing asks for the time when a figure is drawn.
 * Vega's interpreter lists timers among what an expression may not call, and there are none.
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

const globals = globalThis as unknown as Record<string, unknown>;

/** The timers that were not there before. */
export const missing: readonly string[] = ["setTimeout", "setInterval"].filter((name) =>
  !(name in globals)
);

for (const name of missing) globals[name] = () => {};
