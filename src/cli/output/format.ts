/** A length of time for people: `0.4 s`, `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatMs(ms: number): string {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours < 1) return `${minutes} min ${two(seconds % 60)} s`;
  return `${hours} h ${two(minutes % 60)} min`;
}

/** A time that goes on, in whole seconds. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  return seconds < 10 ? `${seconds} s` : formatMs(seconds * 1000);
}

/** The same as a clock shows it: `0:34`, `1:02:03`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** An operation's type as people say it: `create namespace`. */
export function typeWords(type: string): string {
  return type.toLowerCase().replaceAll("_", " ");
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
