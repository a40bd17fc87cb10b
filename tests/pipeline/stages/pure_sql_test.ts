import { assertEquals, assertThrows } from "@std/assert";
import { withDuckDB } from "../../../pipeline/duckdb.ts";
import { impurityOf, requirePure, statementsOf } from "../../../pipeline/stages/pure_sql.ts";

const blamed = (sql: string): string | undefined => impurityOf(sql)?.[0];

Deno.test("clock, chance and machine are refused by name, however they are written", () => {
  const impure: Record<string, string> = {
    "SELECT now()": "now",
    "SELECT NOW ( ) FROM t": "now",
    "SELECT x FROM t ORDER BY random()": "random",
    'SELECT "random"()': "random",
    "SELECT main.random()": "random",
    "SELECT random/* why not */()": "random",
    "SELECT random -- so\n ()": "random",
    "SELECT random\u3000\u200b()": "random",
    "SELECT 'a''b', random()": "random",
    "SELECT E'\\'', random(), E'\\''": "random",
    "SELECT $$'$$, random(), $x$'$x$": "random",
    "SELECT /* /* */ ' */ random() --'": "random",
    "SELECT 1 -- '\n, random()": "random",
    "SELECT 'a'.uuid()": "uuid",
    "SELECT current_timestamp": "current_timestamp",
    'SELECT "current_date"': "current_date",
    "SELECT current_setting('threads')": "current_setting",
    "SELECT version()": "version",
    "FROM duckdb_settings()": "duckdb_settings",
    "FROM pg_settings": "pg_settings",
    // The text of a view has the name of a folder that is another each time.
    "SELECT view_definition FROM information_schema.views": "information_schema",
    "SELECT list_aggregate(x, 'reservoir_' || 'quantile', 0.5) FROM t": "list_aggregate",
    "FROM query('SELECT random()')": "query",
    "FROM query_table('duckdb_views')": "duckdb_views",
    "FROM query_table($$duckdb_views$$)": "duckdb_views",
    "FROM $x$pg_catalog.PG_settings$x$": "pg_catalog.pg_settings",
    "FROM E'duckdb\\x5fviews'": "duckdb_views",
    "FROM E'\\144uckdb_views'": "duckdb_views",
    "FROM E'\\u0064uckdb_views'": "duckdb_views",
    "FROM E'\\U00000064uckdb_views'": "duckdb_views",
    "FROM query_table('main.\"duckdb_views\"')": 'main."duckdb_views"',
    "FROM query_table('duck' || 'db_views')": "query_table",
    "FROM query_table(chr(100) || 'uckdb_views')": "query_table",
    "FROM query_table(['t', 'u'])": "query_table",
    "ALTER DATABASE memory SET ALIAS TO other": "alter database",
    "CREATE SECRET s (TYPE s3)": "create secret",
    "CREATE MACRO a() AS random(); SELECT a()": "random",
    "FROM t USING SAMPLE 3": "sample",
    "FROM t TABLESAMPLE 10%": "sample",
    "SELECT 1; PRAGMA version": "pragma",
    "COPY t TO 'x'": "copy",
    "EXPLAIN ANALYZE COPY t TO 'x'": "explain",
    ";; /* */ SET threads = 2": "set",
  };
  for (const [sql, name] of Object.entries(impure)) assertEquals(blamed(sql), name, sql);
  assertThrows(
    () => requirePure("SELECT Random()"),
    Error,
    "A query may not use random, which draws by chance: equal keys must give equal bytes; " +
      "hand in what it needs as a column or a literal.",
  );
});

Deno.test("names that only look like it are let through", () => {
  const pure = [
    "SELECT random, age, version, uuid FROM t",
    "SELECT 'random()', $$now()$$, $x$ now() $x$, e'\\'now()'",
    "SELECT 1 /* now() /* random() */ uuid() */ -- now()",
    "SELECT x AS sample FROM t WHERE random > 0",
    "SELECT randomised(x), my_now(x) FROM t",
    "SELECT now$(1)",
    "FROM query_table('t')",
    "CREATE MACRO a(t) AS TABLE FROM query_table(t)",
    "SELECT E'a\\'duckdb_', 'no duckdb_', $$no duckdb_$$",
  ];
  for (const sql of pure) assertEquals(blamed(sql), undefined, sql);
});

Deno.test("statements end where DuckDB ends them", () => {
  const texts: Record<string, string[]> = {
    "": [],
    " ;; -- nothing;\n/* ; */ ;": [],
    "SELECT 1": ["SELECT 1"],
    "SELECT 1;SELECT 2; SELECT 3;": ["SELECT 1", "SELECT 2", " SELECT 3"],
    "SELECT ';\n', $$;\n$$, \"a;\", e'\\';'; FROM t": [
      "SELECT ';\n', $$;\n$$, \"a;\", e'\\';'",
      " FROM t",
    ],
    "SELECT 1 -- one; two\n; FROM t": ["SELECT 1 -- one; two\n", " FROM t"],
  };
  for (const [sql, expected] of Object.entries(texts)) assertEquals(statementsOf(sql), expected);
});

/** What DuckDB calls unstable, or what makes tables, and is a function of its arguments all the same. */
const HARMLESS = new Set([
  // Fails, or counts what the query itself counts.
  ...["error", "nextval", "currval", "stats"],
  // Reads a table that a text names, which is looked at.
  "query_table",
  // Tables of arguments, or of the tables that are there.
  ...["generate_series", "range", "repeat", "repeat_row", "unnest", "json_each", "json_tree"],
  ...["summary", "test_all_types", "test_vector_types", "histogram", "histogram_values"],
  ...["format_type"],
  // Files, which a locked database does not read.
  ...["read_csv", "read_csv_auto", "sniff_csv", "read_json", "read_json_auto", "read_json_objects"],
  ...["read_json_objects_auto", "read_ndjson", "read_ndjson_auto", "read_ndjson_objects"],
  ...["read_parquet", "parquet_scan", "parquet_schema", "parquet_metadata", "parquet_kv_metadata"],
  ...["parquet_file_metadata", "parquet_full_metadata", "parquet_bloom_probe", "read_text"],
  ...["read_blob", "read_duckdb"],
]);

Deno.test("all functions of this DuckDB that are not stable, or tell about it, are known", async () => {
  await withDuckDB(async (connection) => {
    const reader = await connection.runAndReadAll(`
      SELECT DISTINCT function_name FROM duckdb_functions()
      WHERE stability <> 'CONSISTENT' OR function_type = 'table' OR function_type = 'table_macro'
      ORDER BY ALL`);
    const unknown = reader.getRows().map(([name]) => String(name))
      .filter((name) => !HARMLESS.has(name) && blamed(`SELECT * FROM ${name}()`) === undefined);
    assertEquals(unknown, []);
    // Macros are made of functions: none of them may lead to one that is refused.
    const macros = await connection.runAndReadAll(`
      SELECT function_name, macro_definition FROM duckdb_functions() WHERE macro_definition IS NOT NULL`);
    // That which names a function by a text calls it.
    const hidden = macros.getRows().map(([name, definition]) => [
      String(name),
      String(definition).replaceAll(/\blist_aggr\(([^,]*), '(\w+)'/g, "$2($1"),
    ])
      .filter(([name, definition]) =>
        !HARMLESS.has(name!) && blamed(`SELECT ${definition}`) && !blamed(`SELECT ${name}()`)
      )
      .map(([name]) => name);
    assertEquals(hidden, []);
  });
});
