// A CommonJS program that uses the package through require().
const { run, specifiers } = require("./wait.cjs");

const modules = Object.fromEntries(specifiers.map((specifier) => [specifier, require(specifier)]));
void run("require", modules, require("@aws-sdk/client-servicediscovery"));
