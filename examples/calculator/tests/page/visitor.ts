/** A visitor in Chromium, who notes every request and every breach of the policy. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** URLs asked for since the page was loaded. */
  readonly requests: string[];
  /** Errors of the page and breaches of its policy. */
  readonly complaints: string[];
  leave(): Promise<void>;
}

/** `today`: the day on which the visit is made; the machine's own unless given. */
export async function visit(url: string, width = 1280, today?: string): Promise<Visitor> {
  const profile = await mkdtemp(join(tmpdir(), "calculator-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: "/usr/bin/chromium",
    args: FLAGS,
    viewport: { width, height: 900 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(10_000);
  if (today !== undefined) await page.clock.setFixedTime(`${today}T12:00:00`);
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  await page.goto(url);
  await page.waitForSelector("#contract");
  page.on("request", (request) => requests.push(request.url()));
  const leave = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { page, context, requests, complaints, leave };
}

/** The day, field by field. */
export async function enterDay(page: Page, day: string, month: string, year: string): Promise<void> {
  await page.fill("#day", day);
  await page.fill("#day-month", month);
  await page.fill("#day-year", year);
  await page.locator("#day-year").blur();
}

export async function enter(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [place, text] of Object.entries(values)) {
    await page.locator(at(place)).fill(text);
    await page.locator(at(place)).blur();
  }
}

export function at(place: string): string {
  return `[id="at-${place}"]`;
}
