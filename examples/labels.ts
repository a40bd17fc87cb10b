/**
 * Writes `labels.parquet`, the table of the example: 2000 labels D from sources S of unequal quality,
 * with a covariate X and clean labels B, drawn from `problems/functional/hyper_cleaning.ts`. There
 * the gradient at w = (1, 1.5) is (−0.0117, 0.0242).
 *
 *     ./bigrad run -A examples/labels.ts [FILE]
 *
 * @module
 */

import { Stream } from "../numerics/random.ts";
import { literal, withDuckDB } from "../pipeline/duckdb.ts";
import { hyperCleaning } from "../problems/functional/hyper_cleaning.ts";

const ROWS = 2000;

/** Draws the table and writes it; the same bytes each time. */
export async function writeLabels(file: string): Promise<void> {
  const { x, z } = hyperCleaning.sample(ROWS, Stream.of("examples", "labels"));
  await withDuckDB(async (connection) => {
    await connection.run("CREATE TABLE labels (X DOUBLE, S UTINYINT, D UTINYINT, B UTINYINT)");
    const rows = await connection.createAppender("labels");
    for (let i = 0; i < ROWS; i++) {
      rows.appendDouble(x[i]);
      for (let k = 0; k < 3; k++) rows.appendUTinyInt(z[3 * i + k]);
      rows.endRow();
    }
    rows.closeSync();
    await connection.run(`COPY labels TO ${literal(file)} (FORMAT parquet)`);
  });
}

if (import.meta.main) {
  await writeLabels(Deno.args[0] ?? new URL("labels.parquet", import.meta.url).pathname);
}
