/**
 * What a query may not do, since equal keys must give equal bytes: call functions of the clock, of
 * chance and of the machine, or anything but make and read tables. The text is read as DuckDB's own
 * lexer reads it, so that neither quotes nor comments hide a name; a test compares the names with what
 * DuckDB says of its functions.
 *
 * @module
 */

const CLOCK = new Set([
  ...["now", "today", "transaction_timestamp", "get_current_time", "get_current_timestamp"],
  ...["current_localtime", "current_localtimestamp", "age", "ago", "sleep_ms"],
]);
const CHANCE = new Set([
  ...["random", "setseed", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "reservoir_quantile"],
]);
const MACHINE = new Set([
  ...["version", "current_setting", "getenv", "write_log", "txid_current"],
  ...["current_query", "current_connection_id", "current_query_id", "current_transaction_id"],
  ...[
    "current_database",
    "current_catalog",
    "current_schema",
    "current_schemas",
    "in_search_path",
    "which_secret",
  ],
  ...["checkpoint", "force_checkpoint", "enable_logging", "disable_logging", "enable_profiling"],
  ...["disable_profiling", "enable_peg_parser", "disable_peg_parser", "check_peg_parser"],
  ...["truncate_duckdb_logs", "glob", "sql_auto_complete", "seq_scan", "arrow_scan"],
  ...["arrow_scan_dumb", "get_block_size", "icu_calendar_names"],
]);
/** What runs a text that only they see, or the function that a text names. */
const HIDDEN = new Set([
  ...["query", "json_execute_serialized_sql"],
  ...["list_aggregate", "list_aggr", "array_aggregate", "array_aggr", "aggregate"],
]);
/** What a statement begins with that makes or reads tables. COPY would write over the inputs' files. */
const STATEMENTS = new Set([
  ...["select", "with", "from", "values", "table", "(", "pivot", "unpivot", "create", "alter"],
  ...["drop", "insert", "update", "delete"],
]);
/** What of these gives rows. */
const QUERIES = new Set(["select", "with", "from", "values", "table", "(", "pivot", "unpivot"]);
/** What is made, changed or dropped beyond the transaction of a query, or outside the database. */
const LASTING = new Set(["database", "secret"]);
/** What needs no parentheses, quoted or not. */
const BARE = new Set([
  ...["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"],
]);
/** Functions and views that tell about the engine, or where the tables lie this time. */
const SYSTEM = /^(duckdb|pg|pragma|sqlite|information)_/;
/** The same in a text that names a table. */
const SYSTEM_NAMED = /(?:^|[."])(duckdb|pg|pragma|sqlite|information)_/;

/**
 * @param sql Any number of statements.
 * @throws {Error} If one of them is not a function of the tables alone; names what is to blame.
 */
export function requirePure(sql: string): void {
  const found = impurityOf(sql);
  if (found === undefined) return;
  const [name, why] = found;
  throw new Error(
    `A query may not use ${name}, which ${why}: equal keys must give equal bytes; ` +
      "hand in what it needs as a column or a literal.",
  );
}

/** The first name in a text that it may not use, and why; undefined if there is none. */
export function impurityOf(sql: string): readonly [string, string] | undefined {
  const tokens = tokensOf(sql);
  for (let at = 0; at < tokens.length; at++) {
    const { text: name, isName, content } = tokens[at]!;
    const before = tokens[at - 1]?.text ?? ";";
    if (before === ";" && name !== ";" && !STATEMENTS.has(name)) {
      return [name, "is no statement that makes or reads tables"];
    }
    // `query_table` reads the table that a text names, and so does FROM.
    if (content !== undefined && SYSTEM_NAMED.test(content)) return [content, "asks the machine"];
    if (LASTING.has(name) && ["alter", "create", "drop"].includes(before)) {
      return [`${before} ${name}`, "outlasts it"];
    }
    if (!isName) continue;
    const called = tokens[at + 1]?.text === "(";
    if (BARE.has(name) || (called && CLOCK.has(name))) return [name, "asks the clock"];
    if (called && CHANCE.has(name)) return [name, "draws by chance"];
    if (name === "tablesample" || (before === "using" && name === "sample")) {
      return ["sample", "draws by chance"];
    }
    if (called && HIDDEN.has(name)) return [name, "runs a text that cannot be looked at"];
    if (called && name === "query_table") {
      const [table, end] = tokens.slice(at + 2);
      if (end?.text !== ")" || !(table!.isName || table!.content !== undefined)) {
        return [name, "reads a table that cannot be looked at unless one plain text names it"];
      }
    }
    if (SYSTEM.test(name) || (called && MACHINE.has(name))) return [name, "asks the machine"];
  }
  return undefined;
}

/** Whether a statement gives rows. */
export function givesRows(sql: string): boolean {
  return QUERIES.has(tokensOf(sql)[0]?.text ?? "");
}

/** The statements of a text, in their order; a semicolon in quotes or in a comment ends none. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let empty = true;
  for (const { text, end } of [...tokensOf(sql), { text: ";", end: sql.length + 1 }]) {
    if (text !== ";") {
      empty = false;
      continue;
    }
    if (!empty) statements.push(sql.slice(start, end - 1));
    start = end;
    empty = true;
  }
  return statements;
}

interface Token {
  /** Where it ends in the text. */
  readonly end: number;
  readonly text: string;
  readonly isName: boolean;
  /** What stands between quotes or dollars, in lower case. */
  readonly content?: string;
}

/** DuckDB takes these for spaces, and all other characters beyond ASCII for letters. */
const SPACES = String.raw`\s\u200b-\u200d\u2060`;
const LETTER = String.raw`(?:[A-Za-z_]|[^\0-\x7f${SPACES}])`;

/** Texts in quotes or between dollars, names in quotes, names, other characters. */
const TOKEN = new RegExp(
  [
    String.raw`(?<spaces>[${SPACES}]+|--[^\n\r]*)`,
    String.raw`(?<quoted>"(?:[^"]|"")*")`,
    String.raw`(?<word>${LETTER}(?:${LETTER}|[\d$])*)`,
    String.raw`(?<dollars>\$(?<tag>(?:${LETTER}(?:${LETTER}|\d)*)?)\$[^]*?\$\k<tag>\$)`,
    String.raw`(?<text>'(?:[^']|'')*')`,
    "[^]",
  ].join("|"),
  "y",
);
/** A text with escapes. */
const ESCAPED = /[eE]'(?:[^'\\]|\\[^]|'')*'/y;

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length;) {
    if (sql.startsWith("/*", at)) {
      at = endOfComment(sql, at);
      continue;
    }
    ESCAPED.lastIndex = at;
    TOKEN.lastIndex = at;
    const escaped = ESCAPED.exec(sql);
    const { 0: all, groups = {} } = escaped ?? TOKEN.exec(sql)!;
    at += all!.length;
    const { spaces, quoted, word, dollars, text } = groups;
    if (spaces !== undefined) continue;
    if (quoted !== undefined) {
      const name = quoted.slice(1, -1).replaceAll('""', '"').toLowerCase();
      tokens.push({ text: name, isName: true, end: at });
    } else if (word !== undefined) {
      tokens.push({ text: word.toLowerCase(), isName: true, end: at });
    } else if (text !== undefined) {
      const content = text.slice(1, -1).toLowerCase();
      tokens.push({ text: "''", isName: false, content, end: at });
    } else if (dollars !== undefined) {
      const content = dollars.slice(groups.tag!.length + 2, -groups.tag!.length - 2).toLowerCase();
      tokens.push({ text: "''", isName: false, content, end: at });
    } else if (escaped !== null) {
      const content = unescaped(all!.slice(2, -1)).toLowerCase();
      tokens.push({ text: "''", isName: false, content, end: at });
    } else tokens.push({ text: all!, isName: false, end: at });
  }
  return tokens;
}

/** A text whose characters are written as numbers. */
function unescaped(text: string): string {
  return text.replace(
    /\\(?:(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))|([0-7]{1,3})|([^]))/g,
    (_, two, four, eight, octal, plain) =>
      plain ??
        String.fromCharCode(octal ? parseInt(octal, 8) : parseInt(two ?? four ?? eight, 16)),
  );
}

/** Comments nest. */
function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length;) {
    if (sql.startsWith("/*", at)) depth++, at += 2;
    else if (sql.startsWith("*/", at)) {
      at += 2;
      if (--depth === 0) return at;
    } else at++;
  }
  return sql.length;
}
