import type { Watched } from "./progress.js";

/** What the taskbar or the tab shows (OSC 9;4), in terminals that know it. */
export interface Taskbar {
  update(): void;
  /** Takes it back, and rings the bell: whoever asked for it does something else meanwhile. */
  end(): void;
}

export function taskbarProgress({ fleet }: Watched, stream: NodeJS.WriteStream): Taskbar {
  let shown: string | undefined;
  return {
    update() {
      const { done, total, outcomes } = fleet.getSnapshot();
      // 1 is progress, 2 is an error, 3 is progress without a number.
      const state = outcomes.succeeded < done ? 2 : done === 0 ? 3 : 1;
      const next = `${state};${total === 0 ? 0 : Math.round((done / total) * 100)}`;
      if (next !== shown) stream.write(`\u001B]9;4;${next}\u0007`);
      shown = next;
    },
    end() {
      stream.write("\u001B]9;4;0;0\u0007\u0007");
    },
  };
}
