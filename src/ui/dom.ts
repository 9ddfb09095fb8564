/** What an element begins with; attributes by name, no styles and no markup, so that nothing from outside becomes either. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A new element with attributes and children. Text is only ever set as text. */
export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) setAttribute(node, attribute, value);
  node.append(...children);
  return node;
}

/** Sets an attribute only if that changes it; false and undefined take it away. */
export function setAttribute(node: Element, name: string, value: Attributes[string]): void {
  if (value === undefined || value === false) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value))
    node.setAttribute(name, value === true ? "" : String(value));
}

/** Sets a text only if that changes it. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Puts a node before another; where the browser can, without its losing focus or selection. */
export function moveBefore(parent: Element, node: Element, before: Node | null): void {
  if ("moveBefore" in parent && node.parentNode === parent && typeof parent.moveBefore === "function")
    parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

/**
 * Changes a tree without losing the focus: what had it keeps it, and if that is gone or hidden, the place that `fallback`
 * names gets it.
 */
export function keepFocus(
  root: ShadowRoot,
  change: () => void,
  fallback: () => HTMLElement | undefined,
): void {
  const focused = root.activeElement;
  change();
  if (!(focused instanceof HTMLElement) || root.activeElement === focused) return;
  if (root.contains(focused)) focused.focus({ preventScroll: true });
  if (root.activeElement === null) fallback()?.focus({ preventScroll: true });
}
