import { resolve } from "node:path";

export default {
  output: "export",
  // What is installed lies beside this folder.
  turbopack: { root: resolve(import.meta.dirname, "..") },
  outputFileTracingRoot: resolve(import.meta.dirname, ".."),
};
