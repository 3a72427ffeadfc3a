/** Every contract that is built in, loaded at once, so that nothing is fetched later. */

import { contract, type Contract } from "entitle";
import described from "virtual:definitions";
import { nameOf } from "./model/catalogue.ts";
import type { Definition } from "./model/terms.ts";

export async function contracts(): Promise<Map<Definition, Contract>> {
  // An ambient module cannot name our types; `build/definitions.ts` made it of exactly these.
  const definitions = described as readonly Definition[];
  const loaded = definitions.map(async (definition) => [definition, await contract(nameOf(definition))] as const);
  return new Map(await Promise.all(loaded));
}
