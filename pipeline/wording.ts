/**
 * Numbers in sentences, sentences in lines, words in commands.
 *
 * @module
 */

/** "1 blob", "2 blobs", "0 blobs"; `many` where more is not one with an s. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/**
 * What is wrong with an object of a user's that has a name which nothing reads, as a misspelt one, with the remedy
 * and without a full stop.
 *
 * @param owner How messages call it.
 * @param read The names that are read.
 */
export function unreadComplaint(
  owner: string,
  given: object,
  read: readonly string[],
): string | undefined {
  const name = Object.keys(given).find((one) => !read.includes(one));
  if (name === undefined) return undefined;
  return `${owner} has "${name}", which nothing reads; correct it to one of ${
    read.join(", ")
  }, or leave it out`;
}

/** Names in a sentence, a few of them if they are many. */
export function someOf(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** A number with so many significant digits. */
export function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}

/** A number of bytes as "1.2 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Cells in columns. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  return rows.map((row) => row.map((cell, k) => cell.padEnd(widths[k]!)).join("  ").trimEnd());
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A text in lines that are no longer than they may be, where words allow. */
export function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
