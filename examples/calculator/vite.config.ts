import { readFile } from "node:fs/promises";
import { defineConfig, type Plugin } from "vite";
import { definitions } from "./build/definitions.ts";
import { POLICY } from "./build/policy.ts";

/** `virtual:definitions`: what every definition of the package says of itself. */
function described(): Plugin {
  const name = "virtual:definitions";
  return {
    name: "described",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    // As a text to parse: browsers read long data faster so than as a program.
    load: async (id) => (id === `\0${name}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(await definitions()))});` : null),
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

/** The package's modules for columns of patients and for definitions as texts: this page asks for neither. */
function withoutOtherModules(): Plugin {
  return {
    name: "without-other-modules",
    generateBundle(_, bundle) {
      for (const name of Object.keys(bundle)) if (/(columns|compiler)[^/]*\.wasm$/.test(name)) delete bundle[name];
    },
  };
}

const RULE = "-".repeat(80);

/** What others wrote, and is in the page: the package's own list, and the design system. The page links to it. */
function thirdParty(): Plugin {
  const read = (path: string) => readFile(new URL(path, import.meta.url), "utf8");
  return {
    name: "third-party",
    async generateBundle() {
      // The design system ships no text of its licence: the terms are those of MIT, and its manifest says whose it is.
      const [entitle, manifest, ours] = await Promise.all(["node_modules/entitle/THIRD-PARTY.txt", "node_modules/nhsuk-frontend/package.json", "../../LICENSE-MIT"].map(read));
      const { version, license, author } = JSON.parse(manifest!) as { version: string; license: string; author?: string | { name: string } };
      if (license !== "MIT") throw new Error(`nhsuk-frontend is under ${license}: read it`);
      const whose = typeof author === "string" ? author : (author?.name ?? "its contributors");
      const terms = ours!.slice(ours!.indexOf("Permission is hereby granted"));
      const source = `${entitle}\n${RULE}\nnhsuk-frontend ${version}, MIT, by ${whose}; the page has styles and icons of it\n${RULE}\n\n${terms}`;
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source });
    },
  };
}

export default defineConfig({
  // Relative, so that the page works in whatever folder it is put.
  base: "./",
  plugins: [described(), policy(), thirdParty(), withoutOtherModules()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    // Icons stand in the style sheet: one that a later click shows must not be fetched then.
    assetsInlineLimit: (file) => file.endsWith(".svg"),
  },
  css: { preprocessorOptions: { scss: { loadPaths: ["node_modules"], quietDeps: true } } },
  server: { fs: { allow: ["../.."] } },
});
