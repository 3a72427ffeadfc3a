/** The definitions and their images, which came with the page. */

import { definitions as described, images } from "virtual:contracts";
import type { Definition } from "./model/terms.ts";

// An ambient module cannot name our types; `build/definitions.ts` made it of exactly these.
export const definitions = described as readonly Definition[];
/** In the order of the definitions. */
export { images };
