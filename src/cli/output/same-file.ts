import { fstatSync, statSync, type Stats } from "node:fs";

/** Whether a path is a regular file that stdout goes to; devices and pipes take what several write. */
export function isStdout(path: string, fd = 1): boolean {
  return isSame(
    attempt(() => statSync(path)),
    attempt(() => fstatSync(fd)),
  );
}

export function isSameFile(path: string, other: string): boolean {
  return isSame(
    attempt(() => statSync(path)),
    attempt(() => statSync(other)),
  );
}

function isSame(one: Stats | undefined, other: Stats | undefined): boolean {
  return (
    one !== undefined && other !== undefined && one.isFile() && one.dev === other.dev && one.ino === other.ino
  );
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
