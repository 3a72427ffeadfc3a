/** Serves the page as built, in a folder of its own, with the headers that the README asks for. */

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, normalize } from "node:path";
import { POLICY } from "../../build/policy.ts";

const DIST = new URL("../../../dist/", import.meta.url);
const FOLDER = "/tools/calculator/";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

export interface Served {
  readonly url: string;
  close(): void;
}

export async function serve(): Promise<Served> {
  const server = createServer((request, response) => {
    const path = normalize(request.url ?? "/");
    const name = path === FOLDER ? "index.html" : path.slice(FOLDER.length);
    readFile(new URL(name, DIST)).then(
      (body) => response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "content-security-policy": POLICY }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  return {
    url: `http://127.0.0.1:${await listening(server)}${FOLDER}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("no port"));
    });
  });
}
