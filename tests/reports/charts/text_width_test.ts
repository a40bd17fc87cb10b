import { assertAlmostEquals, assertEquals } from "@std/assert";
import { textWidth } from "../../../reports/charts/text_width.ts";

Deno.test("widths are Helvetica's", () => {
  // Advance widths of the face: digits 556, space and full stop 278, W 944, i 222.
  assertAlmostEquals(textWidth("0123456789", 10), 55.6, 1e-9);
  assertAlmostEquals(textWidth("W i.", 1000), 944 + 278 + 222 + 278, 1e-9);
  assertAlmostEquals(textWidth("~", 1000), 584, 1e-9);
  assertEquals(textWidth("", 12), 0);
});

Deno.test("signs outside the table have a middling width, and bold is wider", () => {
  assertAlmostEquals(textWidth("λ", 1000), 580, 1e-9);
  assertAlmostEquals(textWidth("a", 1000, true), 556 * 1.06, 1e-9);
});
