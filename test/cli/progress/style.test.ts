import { describe, expect, test } from "vitest";
import { render, span } from "../../../src/cli/progress/style.js";

const backgrounds = {
  white: 0xff_ff_ff,
  black: 0x00_00_00,
  "Solarized dark": 0x00_2b_36,
  "Solarized light": 0xfd_f6_e3,
};

function luminance(rgb: number): number {
  const [red = 0, green = 0, blue = 0] = [16, 8, 0].map((shift) => {
    const value = ((rgb >> shift) & 0xff) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** A colour of the cube of 6 × 6 × 6. */
function cube(index: number): number {
  const levels = [0, 95, 135, 175, 215, 255];
  const [red = 0, green = 0, blue = 0] = [36, 6, 1].map(
    (step) => levels[Math.floor((index - 16) / step) % 6],
  );
  return (red << 16) | (green << 8) | blue;
}

describe(render, () => {
  test.each(["red", "green", "amber", "blue"] as const)(
    "%s can be read on light and dark backgrounds",
    (color) => {
      const text = render([span("x", color)], { colors: "256", hasUnicode: true, hasLinks: false });
      const index = Number(/38;5;(\d+)m/.exec(text)?.[1]);
      for (const [name, background] of Object.entries(backgrounds))
        expect({ name, contrast: contrast(cube(index), background) }).toEqual({
          name,
          contrast: expect.toSatisfy((ratio: number) => ratio >= 2.5),
        });
    },
  );

  test("colours no empty text, and links it only where links are known", () => {
    const colorful = { colors: "16", hasUnicode: true, hasLinks: false } as const;
    expect(render([span("", "red"), span("x", "red"), span("y")], colorful)).toBe("\u001B[31mx\u001B[0my");
    expect(render([span("x", undefined, "http://u")], colorful)).toBe("x");
    expect(render([span("x", undefined, "http://u")], { ...colorful, hasLinks: true })).toBe(
      "\u001B]8;;http://u\u001B\\x\u001B]8;;\u001B\\",
    );
  });
});
