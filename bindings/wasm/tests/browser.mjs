// Debian's Chromium, driven by playwright-core: pages that write what becomes of them to the console.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** Where the browser lies. */
export const BROWSER = process.env.ENTITLE_CHROMIUM ?? "/usr/bin/chromium";

/** Whether there is one. */
export const hasBrowser = () => existsSync(BROWSER);

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  // The suite asks for what is given back to be given back now.
  "--js-flags=--expose-gc",
];

/** Begins a browser with a profile of its own, which goes with it. */
export async function begin() {
  const profile = await mkdtemp(join(tmpdir(), "entitle-chromium-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: BROWSER, headless: true, args: QUIET });
  return {
    context,
    async end() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/**
 * Opens a page and gathers the lines of its console until it says that it has finished.
 *
 * @throws Error where it fails, breaks the policy of content, asks another machine, or takes too long.
 */
export async function lines(context, url, { seconds = 120, told = () => undefined } = {}) {
  const page = await context.newPage();
  const found = [];
  const asked = [];
  try {
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${url} did not finish in ${seconds} s; it said: ${found.slice(-3).join("; ")}`)), seconds * 1000);
      const settle = (end) => (value) => (clearTimeout(late), end(value));
      page.on("pageerror", (error) => settle(reject)(error));
      page.on("crash", () => settle(reject)(new Error(`${url} crashed`)));
      page.on("request", (request) => asked.push(request.url()));
      page.on("console", (message) => {
        const text = message.text();
        if (text === "finished") return settle(resolve)();
        if (/Content Security Policy/i.test(text)) return settle(reject)(new Error(text));
        if (message.type() === "log") found.push(text), told(text);
      });
      page.goto(url).catch(settle(reject));
    });
  } finally {
    await page.close();
  }
  const elsewhere = asked.filter((each) => !/^(http:\/\/127\.0\.0\.1:|file:|data:|blob:)/.test(each));
  if (elsewhere.length > 0) throw new Error(`${url} asked ${elsewhere.join(", ")}`);
  return found;
}
