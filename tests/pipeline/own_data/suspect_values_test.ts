import { assertEquals, assertMatch } from "@std/assert";
import { suspectValues } from "../../../pipeline/own_data/suspect_values.ts";

const noted = (...values: number[]) =>
  suspectValues(
    { n: values.length, columns: new Map([["a", Float64Array.from(values)]]) },
    ["a"],
    "d.csv",
  );

Deno.test("a point between thousands is noted", () => {
  const prices = [512, 1.234, 12.999, 87, 3.501, -640, 1.118, 2.007, 15.322, 903, 44, -1.95, 7.113];
  assertMatch(
    noted(...prices)[0]!,
    /^Column "a" of "d\.csv" has whole numbers, .* 1\.234 for 1234,/,
  );
  const eighths = Array.from({ length: 80 }, (_, i) => 1 + i / 8);
  const fine = [
    prices.filter((one) => one % 1 !== 0),
    [...prices, 0.25],
    [...prices, 1234],
    eighths,
  ];
  for (const values of fine) assertEquals(noted(...values), [], values.join(", "));
});

Deno.test("nines far from all others may stand for missing values", () => {
  assertMatch(
    noted(1, 2.5, -999, 3, -999)[0]!,
    /^Column "a" of "d\.csv" is -999 in 2 of 5 rows and between 1 and 3 in all others; .* write NA\.$/,
  );
  // two of them do not hide each other
  assertEquals(noted(0, 1, 999, 9999).length, 2);
  for (
    const fine of [
      [0, 1, 9.5],
      // an age, a share in percent, a year, a code
      [30, 80, 99],
      [97, 98, 99],
      [1990, 1999, 2005],
      [9, 9, 9],
      [0, 1, 1],
    ]
  ) {
    assertEquals(noted(...fine), [], fine.join(", "));
  }
});
