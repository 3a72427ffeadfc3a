import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { POLICY } from "../../build/policy.ts";

test("the README names the policy that stands in the page", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  assert.ok(readme.includes(`Content-Security-Policy: ${POLICY}; frame-ancestors 'none'`));
  assert.doesNotMatch(POLICY, /unsafe-inline|'unsafe-eval'|https?:|\*/);
});
