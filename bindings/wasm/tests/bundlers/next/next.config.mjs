import { resolve } from "node:path";

export default {
  output: "export",
  // What Node renders takes the package as it is installed.
  serverExternalPackages: ["entitle"],
  // What is installed lies beside this folder.
  turbopack: { root: resolve(import.meta.dirname, "..") },
  outputFileTracingRoot: resolve(import.meta.dirname, ".."),
};
