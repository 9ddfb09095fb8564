import commonjs from "@rollup/plugin-commonjs";
import json from "@rollup/plugin-json";
import { nodeResolve } from "@rollup/plugin-node-resolve";

export default {
  input: "handler.mjs",
  output: { file: "out/rollup.mjs", inlineDynamicImports: true, sourcemap: true },
  plugins: [nodeResolve({ preferBuiltins: true, exportConditions: ["node"] }), commonjs(), json()],
  onLog(level, { code, ids = [], id = "", message }) {
    // The SDK's own circles and its `this` are no concern of this package.
    const files = [id, ...ids].join(" ");
    if (
      level !== "debug" &&
      level !== "info" &&
      !(files.includes("node_modules") && !files.includes("cloudmap-waiter"))
    )
      console.log(`${level} ${code}: ${message}`);
  },
};
