/** For everybody: keyboard alone, a narrow screen, still pictures, and axe without a violation. */

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { flat, published } from "../published.ts";
import { serve, type Served } from "./server.ts";
import { enter, visit, type Visitor } from "./visitor.ts";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Screenshots, to be looked at. */
const PICTURES = process.env["CALCULATOR_PICTURES"] ?? join(tmpdir(), "calculator-pictures");

let served: Served;

before(async () => {
  served = await serve();
  await mkdir(PICTURES, { recursive: true });
});

after(() => served.close());

interface Violation {
  readonly id: string;
  readonly targets: readonly string[];
}

async function violations(page: Page): Promise<Violation[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    // Not typed here: axe comes as a text.
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const result = await axe.run();
    return result.violations.map(({ id, nodes }) => ({ id, targets: nodes.slice(0, 3).map(({ html }) => html) }));
  });
}

async function openAll(page: Page): Promise<void> {
  // Twice: what is long is made when it is opened, and may fold itself.
  for (let round = 0; round < 2; round += 1) {
    await page.evaluate(async () => {
      document.querySelectorAll("details").forEach((each) => { each.open = true; });
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
  }
}

async function looksWell(visitor: Visitor, state: string, width: number): Promise<void> {
  const { page } = visitor;
  assert.deepEqual(await violations(page), [], `${state} at ${width}`);
  const wide = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll("#page :not(thead, thead *)")].filter((each) => each.getBoundingClientRect().right > clientWidth + 1);
    return scrollWidth > clientWidth ? beyond.slice(0, 5).map((each) => each.outerHTML.slice(0, 150)) : [];
  });
  assert.deepEqual(wide, [], `${state} is wider than ${width}`);
  // Where everything is open the page is longer than any picture.
  await page.screenshot({ path: join(PICTURES, `${state}-${width}.png`), fullPage: state !== "open" });
}

for (const width of [320, 1280]) {
  test(`at ${width} pixels: begun, filled, everything open, with faults, and of a network`, async (context) => {
    const visitor = await visit(served.url, width);
    context.after(visitor.leave);
    const { page } = visitor;
    await looksWell(visitor, "begun", width);

    await page.locator('[data-name="paste"] > summary').click();
    const { facts } = published("qof-england", "statement.toml", "W14");
    const lines = Object.entries(flat(facts)).filter(([name]) => !name.endsWith("BP002"));
    await page.fill("#paste", lines.map(([name, value]) => `${name}\t${value}`).join("\n"));
    await page.getByRole("button", { name: "Take these counts" }).click();
    await page.locator('[data-name="register-DM"] > summary').click();
    await enter(page, { "numerator.DM020": "55", "numerator.DM036": "30" });
    await looksWell(visitor, "filled", width);

    await openAll(page);
    await looksWell(visitor, "open", width);

    await enter(page, { "numerator.DM020": "101", list_size: "12.5" });
    await page.fill("#paste", "indicator,numerator,denominator\nDM020,six,17");
    await page.getByRole("button", { name: "Take these counts" }).click();
    await page.getByRole("button", { name: "Show the answers" }).click();
    await looksWell(visitor, "faults", width);

    await page.selectOption("#contract", { label: "Network Contract Directed Enhanced Service, England, 2025/26" });
    await page.getByRole("button", { name: "Add a practice" }).click();
    await openAll(page);
    await looksWell(visitor, "network", width);
    await page.selectOption("#contract", { label: "General Medical Services contract, England, 2026/27" });
    await looksWell(visitor, "gms", width);
    assert.deepEqual(visitor.complaints, []);
  });
}

test("the keyboard alone: skip link, filter, counts, answers; the focus is always seen", async (context) => {
  const visitor = await visit(served.url);
  context.after(visitor.leave);
  const { page } = visitor;
  const focused = () => page.evaluate(() => document.activeElement?.id ?? "");
  const isSeen = () => page.evaluate(() => {
    const focus = document.activeElement;
    if (focus === null) return false;
    const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(focus);
    const text = focus.querySelector(".nhsuk-details__summary-text");
    const own = text === null ? "none" : getComputedStyle(text).boxShadow;
    return outlineStyle !== "none" || boxShadow !== "none" || own !== "none" || backgroundColor === "rgb(255, 235, 59)";
  });
  const tabTo = async (id: string) => {
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press("Tab");
      assert.ok(await isSeen(), `the focus is not seen on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))}`);
      if ((await focused()) === id) return;
    }
    assert.fail(`${id} is not reached`);
  };

  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to main content");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "main");
  await tabTo("day");
  await page.keyboard.type("30");
  await tabTo("day-month");
  await page.keyboard.type("6");
  await tabTo("day-year");
  await page.keyboard.type("2025");
  await tabTo("filter");
  await page.keyboard.type("DM020");
  await tabTo("at-numerator.DM020");
  await page.keyboard.type("18");
  await tabTo("at-denominator.DM020");
  await page.keyboard.type("17");
  await page.keyboard.press("Enter");
  assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("nhsuk-error-summary")));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "at-numerator.DM020");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("6");
  await page.keyboard.press("Enter");
  assert.equal(await focused(), "answers");
  assert.match(await page.locator("#page").innerText(), /0\.125 of 17/);
  assert.deepEqual(visitor.complaints, []);
});

test("nothing moves for those who want no motion", async (context) => {
  const visitor = await visit(served.url);
  context.after(visitor.leave);
  await visitor.page.emulateMedia({ reducedMotion: "reduce" });
  await openAll(visitor.page);
  assert.equal(await visitor.page.evaluate(() => document.getAnimations().length), 0);
});
