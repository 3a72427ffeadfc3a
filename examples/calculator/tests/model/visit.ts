/** A session as the page begins it, with the package's own contracts. */

import { contract } from "entitle";
import { definitions } from "../../build/definitions.ts";
import { nameOf } from "../../src/model/catalogue.ts";
import { Session } from "../../src/model/session.ts";

export const TODAY = "2025-06-30";

const contracts = new Map(
  await Promise.all((await definitions()).map(async (each) => [each, await contract(nameOf(each))] as const)),
);

export function visit(): Session {
  return new Session(contracts, TODAY);
}
