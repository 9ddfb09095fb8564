// An ES module that uses the package through import.
import * as sdk from "@aws-sdk/client-servicediscovery";
import { run, specifiers } from "./wait.cjs";

const modules = await Promise.all(specifiers.map(async (specifier) => [specifier, await import(specifier)]));
await run("import", Object.fromEntries(modules), sdk);
