import { assertEquals, assertThrows } from "@std/assert";
import { parseImageClasses } from "../../../problems/parametric/image_classes.ts";

Deno.test("a file of images in classes: features in order, labels by class", () => {
  const file = { side: 2, classes: [[0, 0.25, 0.5, 1], [1, 1, 1, 1, 0, 0, 0, 0.5]] };
  assertEquals(parseImageClasses(JSON.stringify(file)), {
    ...{ n: 3, p: 4, labels: Float64Array.of(0, 1, 1) },
    features: Float64Array.of(0, 0.25, 0.5, 1, 1, 1, 1, 1, 0, 0, 0, 0.5),
  });
});

Deno.test("a file that reads otherwise is refused, saying where", () => {
  for (
    const [file, what] of [
      [{ classes: [[1]] }, '"side" of the images is undefined'],
      [{ side: 1.5, classes: [[1]] }, '"side" of the images is 1.5'],
      [{ side: 1 }, '"classes" is no list'],
      [{ side: 2, classes: [[1, 1, 1, 1], [1, 1, 1]] }, "class 1 is no list of 4 numbers an image"],
      [{ side: 1, classes: [[1], []] }, "class 1"],
      [{ side: 1, classes: [[1, 0], [1, 255]] }, "pixel 3 of the images is 255"],
      [{ side: 1, classes: [["x"]] }, "pixel 0 of the images is NaN"],
    ] as const
  ) {
    assertThrows(() => parseImageClasses(JSON.stringify(file)), RangeError, what);
  }
  assertThrows(() => parseImageClasses("null"), RangeError, '"side"');
});
