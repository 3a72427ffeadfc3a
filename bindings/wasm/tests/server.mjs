// A small server of files on this machine, with a policy of content as strict as the package allows.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** The policy; scripts within a page are allowed by their content alone. */
export function policy(...inlineScripts) {
  const hashes = inlineScripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${hashes.join(" ")}; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'`;
}

/**
 * Serves folders by the first part of a path, and texts by their whole path. A folder's own page is `index.html`.
 *
 * @returns Where it listens, and how it is closed.
 */
export async function serve({ folders, texts = {}, inlineScripts = [], wasmType = true, hasPolicy = true }) {
  const headers = { ...(hasPolicy && { "content-security-policy": policy(...inlineScripts) }), "x-content-type-options": "nosniff" };
  const server = createServer(async ({ url = "/" }, response) => {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname).replace(/\/$/, "/index.html");
    const prefix = Object.keys(folders).find((each) => path.startsWith(each));
    const text = texts[path];
    const file = text === undefined && prefix !== undefined ? join(folders[prefix], normalize(path.slice(prefix.length))) : undefined;
    const type = TYPES[extname(path)] ?? (text === undefined ? "application/octet-stream" : "text/html; charset=utf-8");
    try {
      const body = text ?? (await readFile(file));
      response.writeHead(200, { ...headers, ...((wasmType || type !== TYPES[".wasm"]) && { "content-type": type }) }).end(body);
    } catch {
      response.writeHead(404, { ...headers, "content-type": "text/plain" }).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
