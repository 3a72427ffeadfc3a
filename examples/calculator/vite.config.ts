import { defineConfig, type Plugin } from "vite";
import { definitions, imageModule } from "./build/definitions.ts";
import { POLICY } from "./build/policy.ts";

/** `virtual:contracts`: every definition of the package with its image, so that nothing is fetched later. */
function contracts(): Plugin {
  const name = "virtual:contracts";
  return {
    name: "contracts",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    async load(id) {
      if (id !== `\0${name}`) return null;
      const all = await definitions();
      const imports = all.map((definition, place) => `import image${place} from ${JSON.stringify(imageModule(definition))};`);
      // As a text to parse: browsers read long data faster so than as a program.
      const data = `export const definitions = JSON.parse(${JSON.stringify(JSON.stringify(all))});`;
      return [...imports, data, `export const images = [${all.map((_, place) => `image${place}`).join(", ")}];`].join("\n");
    },
  };
}

/** Only in the page as built: while one works on it, Vite puts styles into the page itself. */
function policy(): Plugin {
  return {
    name: "policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
    ],
  };
}

export default defineConfig({
  // Relative, so that the page works in whatever folder it is put.
  base: "./",
  plugins: [contracts(), policy()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    // Icons stand in the style sheet: one that a later click shows must not be fetched then.
    assetsInlineLimit: (file) => file.endsWith(".svg"),
  },
  css: { preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } } },
  server: { fs: { allow: ["../.."] } },
});
