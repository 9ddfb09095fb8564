/** The schema file's text, made from the types. */
export function generateSchema(): string;
