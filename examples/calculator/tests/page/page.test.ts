import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { flat, published } from "../published.ts";
import { serve, type Served } from "./server.ts";
import { at, enter, enterDay, visit, type Visitor } from "./visitor.ts";

let served: Served;
let visitor: Visitor;
let page: Page;

before(async () => {
  served = await serve();
  visitor = await visit(served.url);
  page = visitor.page;
});

after(async () => {
  await visitor.leave();
  served.close();
});

const row = (indicator: string) => page.locator(`#page table tr:has(> th strong:text-is("${indicator}"))`);
const paste = async (text: string) => {
  const box = page.locator('[data-name="paste"]');
  if (!(await box.evaluate((each: HTMLDetailsElement) => each.open))) await box.locator("summary").click();
  await page.fill("#paste", text);
  await page.getByRole("button", { name: "Take these counts" }).click();
};

test("it begins with QOF, says what it is not, and knows nothing: nothing is zero", async () => {
  assert.match(await page.locator(".app-notice").innerText(), /Not the official payment calculation of any contract, and not a clinical decision tool/);
  assert.match(await page.locator(".app-headline").innerText(), /undetermined/);
  assert.match(await page.locator(".app-headline").innerText(), /Undetermined is not zero/);
});

test("on a day on which every year is over, it says so with the day, and opens on the last year", async (context) => {
  const late = await visit(served.url, 1280, "2041-06-30");
  context.after(late.leave);
  assert.match(await late.page.locator(".app-not-of-today").innerText(), /These terms ended on \d+ \w+ 20\d\d; today is 30 June 2041\. This page has no terms of this contract for today\./);
});

test("on a day of a year that it has, it opens on that year and warns of nothing", async (context) => {
  const then = await visit(served.url, 1280, "2025-06-30");
  context.after(then.leave);
  assert.match(await then.page.locator("#page > div").getAttribute("data-contract") ?? "", /^qof-england@2025-04-01/);
  assert.equal(await then.page.locator(".app-not-of-today").count(), 0);
  await then.page.selectOption("#contract", { label: "Quality and Outcomes Framework, England, 2023/24" });
  assert.match(await then.page.locator(".app-not-of-today").innerText(), /These terms ended on 31 March 2024; today is 30 June 2025\. In force today: Quality and Outcomes Framework, England, 2025\/26\./);
});

test("QOF on 2025-06-30: 6 of 17 of DM020 are 0.125 points and 28.19 pounds", async () => {
  const { facts, expect } = published("qof-england", "statement.toml", "6 of 17 on the band");
  await enterDay(page, "30", "6", "2025");
  await page.fill("#filter", "DM020");
  const { list_size = "", ...rest } = flat(facts);
  await enter(page, rest);
  await page.fill("#filter", "list size");
  await enter(page, { list_size });
  const cells = await row("DM020").locator("td").allInnerTexts();
  assert.match(cells[1] ?? "", new RegExp(`\\b${expect.points?.["DM020"] ?? "none"} of 17`));
  assert.match(cells[0] ?? "", /35\.3%/);
  assert.equal(cells[2]?.match(/\d+/)?.[0], "7");
  assert.match(cells[4] ?? "", /£28\.19.*an assumed figure.*a local term/s);
  const bar = await row("DM020").getByRole("img").getAttribute("aria-label");
  assert.equal(bar, "35.3% achieved; points begin at 35%, full points at 75%");
});

test("why: source, every digit, what it rests on and the rules stand behind it", async () => {
  await page.getByText("Why DM020 stands so").click();
  const why = page.locator('[data-name="why-DM020"]');
  assert.match(await why.innerText(), /35% to 75%[\s\S]*Source[\s\S]*published[\s\S]*28\.19[\s\S]*Rests on/);
  await why.getByText("By which rules patients are counted into DM020").click();
  await why.locator("code").first().waitFor();
  assert.match(await why.innerText(), /frailty in \("moderate", "severe"\)/);
  await page.getByText("Trace: what decided each answer").click();
  assert.match(await page.locator(".app-trace").innerText(), /points DM020/);
});

test("a pasted table gives everything: 564 points and 127,176.36 pounds", async () => {
  const { facts } = published("qof-england", "statement.toml", "W14");
  const lines = Object.entries(flat(facts)).map(([name, value]) => `${name}\t${value}`);
  await paste(lines.join("\n"));
  assert.match(await page.locator('[data-name="paste"]').innerText(), /133 values taken/);
  assert.match(await page.locator(".app-headline__value").innerText(), /£127,176\.36/);
  assert.match(await page.locator("#page").innerText(), /Points earned[\s\S]*564 points/);
});

test("a pasted table with a fault is taken not at all, and says where", async () => {
  await paste("indicator\tnumerator\tdenominator\nDM020\tsix\t17");
  assert.match(await page.locator("#paste-error").innerText(), /Nothing was taken[\s\S]*Row 2, column “numerator”/);
  assert.equal(await page.locator(at("numerator.DM020")).inputValue(), "75");
});

test("a row with more values than headings is taken not at all", async () => {
  await paste("Indicator,Numerator,Denominator\nSMOK004,5,890,8,314");
  assert.match(await page.locator("#paste-error").innerText(), /Nothing was taken[\s\S]*Row 2 has more values than there are headings/);
});

test("old counts that a second paste lacks are told, and cleared when that is wanted", async (context) => {
  const second = await visit(served.url, 1280, "2025-06-30");
  context.after(second.leave);
  const take = async (text: string) => {
    await second.page.fill("#paste", text);
    await second.page.getByRole("button", { name: "Take these counts" }).click();
  };
  const box = second.page.locator('[data-name="paste"]');
  await box.locator("summary").click();
  await take("List size\t9240\n\nIndicator\tNumerator\tDenominator\nDM020\t6\t17\nAF006\t5\t10");
  assert.match(await box.innerText(), /5 values taken/);
  await take("Indicator\tNumerator\tDenominator\nDM020\t7\t17");
  assert.match(await box.innerText(), /2 values from before are not in what you pasted, and stay as they were:\s*numerator\.AF006\s*denominator\.AF006/);
  await second.page.getByRole("button", { name: "Clear them" }).click();
  assert.match(await box.innerText(), /2 values from before were cleared/);
  await second.page.fill("#filter", "AF006");
  assert.equal(await second.page.locator(at("numerator.AF006")).inputValue(), "");
  assert.deepEqual(second.complaints, []);
});

test("what others wrote is named beside the page", async () => {
  const text = await (await fetch(new URL("THIRD-PARTY.txt", served.url))).text();
  assert.match(text, /^wasm-bindgen \d/m);
  assert.match(text, /nhsuk-frontend[\s\S]*Permission is hereby granted/);
});

test("a fault stands beside its field, takes the answers away, and the summary leads to it", async () => {
  await page.fill("#filter", "DM020");
  await enter(page, { "numerator.DM020": "101" });
  assert.match(await page.locator("#page").innerText(), /numerator\.DM020 is 101 but denominator\.DM020 is 100/);
  assert.match(await page.locator("#page").innerText(), /No answers/);
  await page.getByRole("button", { name: "Show the answers" }).click();
  assert.ok(await page.locator(".nhsuk-error-summary").evaluate((each) => each === document.activeElement));
  await page.locator(".nhsuk-error-summary a").click();
  assert.ok(await page.locator(at("numerator.DM020")).evaluate((each) => each === document.activeElement));
  await enter(page, { "numerator.DM020": "75" });
  assert.equal(await page.locator(".nhsuk-error-summary").count(), 0);
  assert.match(await page.locator(".app-headline__value").innerText(), /£127,176\.36/);
});

test("a day without terms says which days have some", async () => {
  await enterDay(page, "30", "6", "2024");
  assert.match(await page.locator("#day-error").innerText(), /No terms are known for 30 June 2024/);
  await page.getByRole("button", { name: "Show the answers" }).click();
  await page.locator(".nhsuk-error-summary a").click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "day");
  await enterDay(page, "30", "6", "2025");
});

test("counts and answers are kept as files, with every digit", async () => {
  const save = async (name: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const counts = await save("Save the counts");
  assert.equal(counts.name, "qof-england-2025-04-01-1-counts.csv");
  assert.match(counts.text, /^name,value\r\n[\s\S]*numerator\.DM020,75\r\n/);
  assert.match((await save("Save the answers")).text, /line,total,,127176\.36,GBP/);
});

test("a network has practices, which come and go", async () => {
  await page.selectOption("#contract", { label: "Family care network, proposed by The King's Fund, February 2014" });
  await page.waitForSelector(at("1/list_size"));
  await enter(page, { "1/list_size": "15000" });
  await page.getByRole("button", { name: "Add a practice" }).click();
  await enter(page, { "2/list_size": "9999" });
  const population = page.locator('tr:has(> th:has-text("At least 25,000 registered patients"))');
  assert.match(await population.innerText(), /not met/);
  await enter(page, { "2/list_size": "10000" });
  assert.doesNotMatch(await population.innerText(), /not met/);
  await page.getByRole("button", { name: "Remove Practice 2" }).click();
  assert.match(await population.innerText(), /not met/);
});

test("every contract can be chosen, and none of them breaks the page", async () => {
  const values = await page.locator("#contract option").evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
  assert.ok(values.length >= 27);
  for (const value of values) {
    await page.selectOption("#contract", value);
    await page.waitForFunction((chosen) => document.querySelector("#page [data-contract]")?.getAttribute("data-contract") === chosen, value);
    assert.equal(await page.locator("#day-error").innerText(), "");
    assert.doesNotMatch(await page.locator("#page").innerText(), /No answers/);
  }
});

test("with no network everything goes on, without a request", async () => {
  visitor.requests.length = 0;
  await visitor.context.setOffline(true);
  await page.route("**", (route) => route.abort());
  await page.selectOption("#contract", { label: "Quality and Outcomes Framework, England, 2023/24" });
  await page.selectOption("#contract", { label: "Quality and Outcomes Framework, England, 2025/26" });
  await page.getByRole("button", { name: "Clear everything typed" }).click();
  await page.fill("#filter", "");
  await paste("indicator,numerator,denominator\nDM020,6,17");
  assert.match(await row("DM020").innerText(), /0\.125 of 17/);
  for (const summary of await page.locator("#page summary:visible").all()) await summary.click();
  assert.deepEqual(visitor.requests.filter((url) => /^https?:/.test(url)), []);
});

test("nothing breached the policy and nothing failed", () => {
  assert.deepEqual(visitor.complaints, []);
});

test("the policy holds: no style in an attribute, no script made of text, no other server", async () => {
  const breaches = await page.evaluate(async () => {
    const seen: string[] = [];
    addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    document.body.insertAdjacentHTML("beforeend", '<p style="color:red" id="styled">x</p>');
    document.body.append(Object.assign(document.createElement("script"), { textContent: "globalThis.ran = true" }));
    await fetch("https://other.invalid/").catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { seen: [...new Set(seen)].sort(), ran: "ran" in globalThis };
  });
  assert.deepEqual(breaches, { seen: ["connect-src", "script-src-elem", "style-src-attr"], ran: false });
});
