// Calls each module of the API reference as it is imported: "cloudmap-waiter/web" rather than "web".
import { Converter } from "typedoc";

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const path = module.name.replace(/^engines\//, "").replace(/^index$/, "");
      module.name = path === "" ? "cloudmap-waiter" : `cloudmap-waiter/${path}`;
    }
  });
}
