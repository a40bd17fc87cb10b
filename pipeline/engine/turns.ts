/**
 * Who may run beside whom: many at once, or one alone.
 *
 * @module
 */

/** Turns of those that run with others and those that run alone; who wants to be alone goes first. */
export class Turns {
  #together = 0;
  #wanting = 0;
  #alone = false;
  #changed = Promise.withResolvers<void>();

  /** Does something while others may do so, too. */
  async withOthers<Result>(act: () => Promise<Result>): Promise<Result> {
    while (this.#wanting > 0) await this.#changed.promise;
    this.#together++;
    try {
      return await act();
    } finally {
      this.#together--;
      this.#tell();
    }
  }

  /** Does something while nobody else does. */
  async alone<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#wanting++;
    try {
      while (this.#together > 0 || this.#alone) await this.#changed.promise;
      this.#alone = true;
      return await act().finally(() => this.#alone = false);
    } finally {
      this.#wanting--;
      this.#tell();
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
