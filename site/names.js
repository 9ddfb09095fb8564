// Names in the API reference: modules are called as they are imported, "cloudmap-waiter/web" rather than "web", and
// parameters that are taken apart at once as in the reports in api/.
import { Converter, ReflectionKind } from "typedoc";

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const path = module.name.replace(/^engines\//, "").replace(/^index$/, "");
      module.name = path === "" ? "cloudmap-waiter" : `cloudmap-waiter/${path}`;
    }
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      if (parameter.name === "__namedParameters") parameter.name = "input";
  });
}
