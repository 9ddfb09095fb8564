// What use.mjs and use.cjs have in common, whichever way they have loaded the package.
const { name, exports: entries } = require("cloudmap-waiter/package.json");

/** The entries of the package that are code, as a program names them. */
exports.specifiers = Object.keys(entries)
  .filter((entry) => !entry.endsWith("json"))
  .map((entry) => `${name}${entry.slice(1)}`);

/** Loads every entry the other way too, to see that both give the same module, and waits for an operation. */
exports.run = async function run(way, modules, sdk) {
  for (const [specifier, module] of Object.entries(modules)) {
    const other = way === "require" ? await import(specifier) : require(specifier);
    const names = Object.keys(module).filter((name) => name !== "default" && name !== "module.exports");
    if (names.length === 0) throw new Error(`${specifier} exports nothing`);
    for (const name of names)
      if (module[name] !== other[name]) throw new Error(`There are two copies of ${name} of ${specifier}`);
  }
  const { startOperation } = modules["cloudmap-waiter"];
  const { createEmulator } = modules["cloudmap-waiter/emulator"];
  const emulator = createEmulator({ durations: { CREATE_NAMESPACE: 0 } });
  const client = new sdk.ServiceDiscoveryClient({
    region: "us-east-1",
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
    requestHandler: emulator.requestHandler(),
  });
  const command = new sdk.CreateHttpNamespaceCommand({ Name: "x" });
  const operation = await startOperation({ client, minDelay: 0.01 }, command);
  const { NAMESPACE } = await operation.wait();
  if (!NAMESPACE.startsWith("ns-")) throw new Error(`There is no namespace: ${NAMESPACE}`);
};
