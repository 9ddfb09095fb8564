import { create, setText } from "./dom.js";

const shownForMs = 2000;

/** Tells people, also those who listen, how copying went. */
export type Tell = (text: string) => void;

/** A button that copies a text, and says on itself that it has. `name` says what of, to those who don't see its place. */
export function copyButton(label: string, name: string, text: () => string, tell: Tell): HTMLButtonElement {
  const button = create(
    "button",
    { type: "button", class: "copy", part: "button copy", tabindex: -1 },
    label,
  );
  button.setAttribute("aria-label", `${label} ${name}`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (feedback: string): void => {
    clearTimeout(timer);
    setText(button, feedback);
    button.dataset["copied"] = "";
    timer = setTimeout(() => {
      setText(button, label);
      delete button.dataset["copied"];
    }, shownForMs);
  };
  button.addEventListener("click", () => {
    void copyText(text(), button).then((copied) => {
      show(copied ? "Copied" : "Not copied");
      tell(copied ? `Copied ${name}` : `The browser did not allow copying ${name}`);
      button.focus({ preventScroll: true });
    });
  });
  return button;
}

async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
}

/** Outside a secure context there is no clipboard, but a selection can be copied. */
function copyBySelection(text: string, near: HTMLElement): boolean {
  const field = create("textarea", { class: "clipboard", "aria-hidden": "true", tabindex: -1 });
  field.value = text;
  near.after(field);
  field.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
  }
}
