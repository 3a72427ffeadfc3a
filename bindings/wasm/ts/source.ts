// Bytes of a module or image: read from a file by Node, fetched by everybody else.

import { text } from "./checks.js";
import { EntitleError, refusal } from "./errors.js";

/** Bytes out of base64. */
export function ofBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/**
 * What a URL holds. Node reads `file:` itself; a bundler that sees no import of Node needs no replacement for it. What
 * a bundler wrote into the page (`data:`) is decoded here, since a strict policy of content lets nobody fetch it.
 */
export async function responseOf(url: URL): Promise<Response> {
  if (url.protocol === "data:") return new Response(ofData(url));
  const fs = url.protocol === "file:" ? globalThis.process?.getBuiltinModule?.("node:fs") : undefined;
  try {
    return fs ? new Response(await fs.promises.readFile(url)) : answered(await fetch(url), url);
  } catch (cause) {
    throw unread(url, cause);
  }
}

/** The bytes of an answer. */
export async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await answered(response, response.url).arrayBuffer());
}

/** A module, compiled as it comes where the server says what it is. */
export async function moduleOf(response: Response): Promise<WebAssembly.Module> {
  answered(response, response.url);
  if (response.headers.get("content-type")?.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

function ofData(url: URL): Uint8Array<ArrayBuffer> {
  const [head = "", body = ""] = [url.href.slice(0, url.href.indexOf(",")), url.href.slice(url.href.indexOf(",") + 1)];
  const content = decodeURIComponent(body);
  return head.endsWith(";base64") ? ofBase64(content) : new TextEncoder().encode(content);
}

function answered(response: Response, url: URL | string): Response {
  if (!response.ok) throw unread(url, new Error(`the server answered ${response.status}`));
  return response;
}

function unread(url: URL | string, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return refusal(`${url} cannot be read: ${why}`, {
    help: "see that the page's server holds the package's files, or take `entitle/inlined` and `entitle/contracts/`",
    cause,
  });
}

/** A URL out of a text, which may be relative to the page. */
export function urlOf(given: URL | string, what: string): URL {
  if (given instanceof URL) return given;
  try {
    return new URL(text(given, what), globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (cause) {
    if (cause instanceof EntitleError) throw cause;
    throw refusal(`${what} is no URL: ${given.slice(0, 80)}`, { help: "give a URL in full" });
  }
}

/** A folder, whether its URL ends as one or not. */
export function folderOf(given: URL | string): URL {
  const url = urlOf(given, "contracts");
  return url.pathname.endsWith("/") ? url : new URL(`${url.pathname}/`, url);
}
