export { printable } from "./core/text.js";
