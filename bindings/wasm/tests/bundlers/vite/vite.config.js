export default {
  // A package whose files find each other by their places stays as it is.
  optimizeDeps: { exclude: ["entitle"] },
  build: { target: "es2022" },
  logLevel: "warn",
};
