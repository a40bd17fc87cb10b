import { assertEquals } from "@std/assert";
import { fill, fillKnown, placesOf } from "../../../reports/page/template.ts";

Deno.test("places are filled with as many digits as they ask for, and marks stay as they are", () => {
  const words = "{a} and {a:2}, {b:i} steps; n^{2} and G_{FO} stay, {c:1} is not known";
  assertEquals(placesOf(words), ["a", "a", "b", "c"]);
  assertEquals(
    fill(words, { a: -0.123456, b: 7772.6, c: null }),
    "−0.1235 and −0.12, 7773 steps; n^{2} and G_{FO} stay, – is not known",
  );
  assertEquals(fill("{big} of {text:i}", { big: Infinity, text: "12" }), "– of 12");
  assertEquals(fill("{a:3} at best", undefined), "– at best");
});

Deno.test("a sentence is left out if none of its numbers are known, and only then", () => {
  const words = "No place, no number. At n = {n:i}: {a:2} and {b:2}. At n = {m:i}: {c:2}.";
  assertEquals(
    fillKnown(words, { n: null, a: 0.5, b: null, m: null, c: NaN }),
    "No place, no number. At n = –: 0.50 and –.",
  );
  assertEquals(fillKnown("At {n:i}: {a}.", { n: null, a: null }), "");
});
