import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Loads a rival package by its name, as whoever has not installed them must still be able to check the types. */
export async function load<T>(name: string): Promise<T> {
  return (await import(/* @vite-ignore */ name)) as T;
}

export function titleOf(name: string): string {
  const file = `${folder}node_modules/${name}/package.json`;
  return `${name} ${(JSON.parse(readFileSync(file, "utf8")) as { version: string }).version}`;
}
