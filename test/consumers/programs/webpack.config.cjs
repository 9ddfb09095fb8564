const path = require("node:path").resolve("out");
const common = {
  mode: "production",
  devtool: "source-map",
  // It follows what a published file says of its source map, and warns of one that isn't there.
  module: {
    rules: [{ test: /\.js$/, enforce: "pre", use: "source-map-loader", include: /cloudmap-waiter/ }],
  },
  // Minifying takes most of the time; esbuild's bundles are.
  optimization: { minimize: false },
  performance: { hints: false },
  stats: "errors-warnings",
};

module.exports = [
  {
    ...common,
    target: "node20",
    entry: "./handler.mjs",
    output: { path, filename: "webpack.cjs", library: { type: "commonjs2" } },
  },
  { ...common, target: "web", entry: "./page.mjs", output: { path, filename: "webpack-page.js" } },
];
