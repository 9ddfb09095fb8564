/**
 * Text from outside (error messages, ids, names) made safe to show: on a terminal, in a log line, in an error message.
 *
 * Control characters, including the C1 range and the escape that starts a terminal sequence, direction overrides,
 * zero-width characters and line separators become a visible `\u{…}`, so nothing can move the cursor, hide text,
 * start a new line or forge a workflow command. A text longer than `maxLength` is cut, and ends in `…`.
 */
export function printable(text: string, maxLength = 1000): string {
  const shown = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return shown.replaceAll(unprintable, escapeOf);
}

// Cc: control; Cf: format (bidi, zero-width, soft hyphen); Zl and Zp: line and paragraph separators; Cs: lone surrogates.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** A text with a full stop, unless it ends a sentence already. */
export function asSentence(text: string): string {
  return /[.!?…)]$/.test(text) ? text : `${text}.`;
}

/**
 * A word as bash, dash, zsh and fish read it back. In single quotes, fish takes `\\` and `\'` for escapes; outside of them,
 * zsh expands `=ls`, and fish `%self`.
 */
export function shellWord(word: string): string {
  if (/^[\w@+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  return `'${word.replaceAll(/\\(?=['\\]|$)|'/g, (character) => (character === "'" ? "'\\''" : `'"\\\\"'`))}'`;
}
