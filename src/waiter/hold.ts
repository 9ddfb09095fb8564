/** Keeps something open while anybody holds it. */
export class Hold {
  #count = 0;
  #wasHeld = false;
  #freed: Promise<void> | undefined;
  #free: (() => void) | undefined;

  get isHeld(): boolean {
    return this.#count > 0;
  }

  get wasHeld(): boolean {
    return this.#wasHeld;
  }

  /** Resolves when nobody holds it any more. */
  get freed(): Promise<void> {
    return this.#freed ?? Promise.resolve();
  }

  /** Returns a function that lets go, once. */
  take(onFree: () => void): () => void {
    if (this.#count++ === 0) {
      this.#freed = new Promise((resolve) => {
        this.#free = resolve;
      });
    }
    this.#wasHeld = true;
    let held = 1;
    return () => {
      this.#count -= held;
      held = 0;
      if (this.#count === 0) this.#free?.();
      onFree();
    };
  }
}
