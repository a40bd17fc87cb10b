import { assertEquals } from "@std/assert";
import { columnWords, rowWords } from "../../../reports/page/published_names.ts";

Deno.test("columns of published tables are in the report's notation, with a penalty that no row says", () => {
  const of = (estimator: string, metric: string, setting = "", row = "n = 200") =>
    columnWords({ row, estimator, metric, setting });
  assertEquals(of("orthogonal", "coverage"), "orthogonal: coverage");
  assertEquals(of("", "error_h"), "‖ĥ − h*‖");
  assertEquals(
    of("kernel-bilevel", "rmse", "lambda=0.05n^-0.6"),
    "kernel bilevel, λ = 0.05 n^−0.6: RMSE",
  );
  assertEquals(
    of("kernel-bilevel", "rmse", "lambda=0.01", "lambda = 0.01"),
    "kernel bilevel: RMSE",
  );
  assertEquals(rowWords("lambda = 0.01"), "λ = 0.01");
});

Deno.test("all columns of the published tables have such words", async () => {
  const text = await Deno.readTextFile(
    new URL("../../../reports/published/obigrad_columns.csv", import.meta.url),
  );
  for (const line of text.trim().split("\n").slice(1)) {
    const [, , , estimator, metric, , , , setting] = line.split(",");
    const words = columnWords({ row: "n = 200", estimator, metric, setting });
    assertEquals(/[_|]/.test(words.replaceAll("|z|", "")), false, words);
  }
});
