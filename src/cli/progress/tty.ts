import { frameOf } from "./frame.js";
import { noColumns } from "./layout.js";
import type { Progress, Watched } from "./progress.js";
import { Screen } from "./screen.js";
import { onSuspend } from "./suspend.js";
import { taskbarProgress } from "./taskbar.js";
import type { TerminalCapabilities } from "./terminal-capabilities.js";

/** At most four redraws a second, whatever happens. */
const leastMs = 250;
/** What only shows that time goes on. */
const tickMs = 1000;

/** A block of one row for each operation, redrawn as things happen; it is gone at the end. */
export function ttyProgress(
  watched: Watched,
  stream: NodeJS.WriteStream,
  capabilities: TerminalCapabilities,
  { notify, env = process.env }: { notify: boolean; env?: NodeJS.ProcessEnv },
): Progress {
  const screen = new Screen(stream, capabilities, env);
  const columns = noColumns();
  const taskbar = notify ? taskbarProgress(watched, stream) : undefined;
  let ticks = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let planned: ReturnType<typeof setTimeout> | undefined;

  function draw(): void {
    clearTimeout(planned);
    planned = undefined;
    drawnAt = performance.now();
    screen.draw(frameOf(watched, columns, screen.size, capabilities, ticks));
    taskbar?.update();
  }
  function drawSoon(): void {
    planned ??= setTimeout(draw, Math.max(0, drawnAt + leastMs - performance.now()));
  }
  const ticker = setInterval(() => {
    ticks++;
    drawSoon();
  }, tickMs);
  const stopListening = onSuspend(() => screen.close(), draw);
  stream.on("resize", drawSoon);
  draw();

  return {
    event: drawSoon,
    stop() {
      clearInterval(ticker);
      clearTimeout(planned);
      stream.off("resize", drawSoon);
      stopListening();
      taskbar?.end();
      screen.close();
    },
  };
}
