// Calls the function of a bundle: node call.cjs BUNDLE NAME
const path = require("node:path");

const [bundle, name] = process.argv.slice(2);
require(path.resolve(bundle))
  .handler({ name })
  .then(console.log, (error) => {
    console.error(error);
    process.exitCode = 1;
  });
