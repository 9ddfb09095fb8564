import { describe, expect, test } from "vitest";
import { formatsFor } from "../../src/ui/format.js";

describe(formatsFor, () => {
  const english = formatsFor("en", "Europe/Berlin");

  test.each([
    [0, "0.0s"],
    [-5, "0.0s"],
    [9940, "9.9s"],
    [9960, "10s"],
    [34_400, "34s"],
    [59_600, "1m"],
    [80_000, "1m 20s"],
    [3_600_000, "1h"],
    [3_725_000, "1h 2m"],
  ])("has a duration of %d ms as %s", (ms, text) => {
    expect(english.duration(ms)).toBe(text);
  });

  test.each([
    [{ low: 35_000, high: 48_000 }, "35–48s"],
    [{ low: 5000, high: 5200 }, "5s"],
    [{ low: 50_000, high: 90_000 }, "50s – 1m 30s"],
  ])("has a range %o as %s", (range, text) => {
    expect(english.range(range)).toBe(text);
  });

  test("has times with their zone, by the language", () => {
    expect(english.time(Date.UTC(2026, 0, 1, 21, 47, 26))).toMatch(/^10:47:26\sPM GMT\+1$/);
    expect(formatsFor("de", "Europe/Berlin").time(Date.UTC(2026, 0, 1, 21, 47, 26))).toBe("22:47:26 MEZ");
    expect(formatsFor("de").duration(34_000)).toBe("34 Sek.");
  });

  test.each(["", "no language!", undefined])("falls back to the browser's own for %j", (language) => {
    expect(formatsFor(language).count(1)).toBe("1");
  });
});
