/** A session as the page begins it, with the package's own contracts. */

import { definitions } from "../../build/definitions.ts";
import { Session } from "../../src/model/session.ts";
import type { Definition } from "../../src/model/terms.ts";

export const TODAY = "2025-06-30";

const known = await definitions();
const images = await Promise.all(known.map(imageOf));

export function visit(): Promise<Session> {
  return Session.begin(known, images, TODAY);
}

async function imageOf({ file }: Definition): Promise<Uint8Array> {
  const module = (await import(`entitle/contracts/${file}.js`)) as { readonly default: Uint8Array };
  return module.default;
}
