import { define } from "./modules/ui/index.js";

define();
