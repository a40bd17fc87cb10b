import { assertEquals } from "@std/assert";
import { fill, placesOf } from "../../../reports/page/template.ts";

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
