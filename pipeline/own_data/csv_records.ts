/**
 * The records of a CSV text, one after the other, each with its line.
 *
 * A database's reader guesses: it skips what it takes for a preamble, blank lines and comments, and
 * reads `1_000` as a number. Here nothing is skipped and nothing is guessed (RFC 4180): each record
 * is handed over or refused, so that whoever counts records has counted the file.
 *
 * @module
 */

import { UsageError } from "../engine/stage.ts";

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Reads records from a text that arrives in pieces; lines end with LF, CR LF or CR. */
export class CsvRecords {
  /** The cells of the last record; the next one writes over them. */
  readonly cells: string[] = [];
  /** The line on which the last record begins, from 1. */
  line = 0;
  #text = "";
  #at = 0;
  #nextLine = 1;
  #whole = false;

  /**
   * @param separator One character.
   * @param shown How messages call the file.
   */
  constructor(readonly separator: string, readonly shown: string) {}

  /** The line after the last one that was read whole. */
  get nextLine(): number {
    return this.#nextLine;
  }

  /** Adds a piece of text; the last one is said to be. */
  add(text: string, last: boolean): void {
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    this.#whole = last;
  }

  /**
   * Reads the next record; false where it is not there, or not whole yet.
   *
   * @throws {UsageError} at a quotation mark that is not closed or followed by more.
   */
  next(): boolean {
    const text = this.#text;
    const separator = this.separator.charCodeAt(0);
    const { length } = text;
    let at = this.#at;
    let lines = 1;
    this.cells.length = 0;
    if (at >= length) return false;
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        let value = "";
        let from = at + 1;
        for (;;) {
          const end = text.indexOf('"', from);
          // the mark after this one may be in the next piece
          if (end < 0 || (end + 1 === length && !this.#whole)) return this.#unfinished(end < 0);
          value += text.slice(from, end);
          at = end + 1;
          if (text.charCodeAt(at) !== QUOTE) break;
          value += '"';
          from = at + 1;
        }
        lines += value.match(/\r\n|\n|\r/g)?.length ?? 0;
        this.cells.push(value);
      } else {
        const from = at;
        while (at < length) {
          const code = text.charCodeAt(at);
          if (code === separator || code === LF || code === CR) break;
          at++;
        }
        this.cells.push(text.slice(from, at));
      }
      if (at === length) {
        if (!this.#whole) return false;
        return this.#end(at, lines);
      }
      const code = text.charCodeAt(at++);
      if (code === LF) return this.#end(at, lines);
      if (code === CR) {
        if (at === length && !this.#whole) return false;
        return this.#end(text.charCodeAt(at) === LF ? at + 1 : at, lines);
      }
      if (code !== separator) {
        throw new UsageError(
          `Line ${
            this.#nextLine + lines - 1
          } of "${this.shown}" goes on after a closing quotation ` +
            `mark; write a mark inside a quoted cell twice.`,
        );
      }
    }
  }

  #end(at: number, lines: number): true {
    this.#at = at;
    this.line = this.#nextLine;
    this.#nextLine += lines;
    return true;
  }

  #unfinished(open: boolean): false {
    if (!this.#whole || !open) return false;
    throw new UsageError(
      `The row in line ${this.#nextLine} of "${this.shown}" has a quotation mark that is never closed; ` +
        `close it or remove it.`,
    );
  }
}
