// Contracts by id and day, and contracts of one's own.

import { dayText, kindOf, text } from "./checks.js";
import { type Contract, type Opened, opened } from "./contract.js";
import { EntitleError, refusal } from "./errors.js";
import { images } from "./images.js";
import { chosenFolder, compiler, kernel, ready } from "./modules.js";
import { plain } from "./plain.js";
import type { OfPlatform } from "./platform.js";
import { bytesOf, responseOf } from "./source.js";

/** A contract that is built in. */
export interface ContractName {
  /** What `contract` finds it by. */
  readonly id: string;
  /** Its first day. */
  readonly inForce: string;
  /** The day after its last, or null. */
  readonly until: string | null;
  /** Where no end is known, the last day that its sources speak of; or null. */
  readonly readUntil: string | null;
  /** 1, and one more for each correction. */
  readonly revision: number;
  /** `qof-england@2025-04-01#1`, as every text names it. */
  readonly name: string;
  /** The name of its image among the package's `contracts/`, without its ending. */
  readonly file: string;
  /** `sha256:` and the digest of its image; another one in its place is refused. */
  readonly imageDigest: string;
  /** `sha256:` and the digest of its titles and documentation. */
  readonly textDigest: string;
}

/** Images that came with the page, by the names of their files. */
const registered = new Map<string, Uint8Array>();

/**
 * Puts an image in the place of a file of the package's `contracts/`, which is then not fetched: for pages without a
 * server, and for bundlers that do not take files along.
 *
 * @param file - The file's name without its ending.
 * @param image - Its bytes, which are checked when the contract is asked for.
 * @throws EntitleError where these are no bytes.
 *
 * @example
 * ```js
 * import { contract, register } from "entitle";
 * import image from "entitle/contracts/qof-england-2025-04-01-1.js";
 *
 * register("qof-england-2025-04-01-1", image);
 * (await contract("qof-england", "2025-06-30")).revision; // => 1
 * ```
 */
export function register(file: string, image: Uint8Array): void {
  if (!(image instanceof Uint8Array)) throw refusal(`an image is a Uint8Array, not ${kindOf(image)}`);
  registered.set(text(file, "the name of a file"), image);
}

/**
 * The contracts that are built in, in their groups. Loads the kernel.
 *
 * @example
 * ```js
 * import { contracts } from "entitle";
 *
 * (await contracts()).some(({ name }) => name === "qof-england@2025-04-01#1"); // => true
 * ```
 */
export async function contracts(): Promise<readonly ContractName[]> {
  await ready();
  const listed = plain<Omit<ContractName, "name">[]>(kernel.call((exports) => exports.catalogue()));
  return listed.map((each) => Object.freeze({ ...each, name: `${each.id}@${each.inForce}#${each.revision}` }));
}

/**
 * A contract that is built in. Loads the kernel, and the contract's image.
 *
 * @param id - Its id; `qof-england@2025-06-30` names the day too, and `#1` after it the revision.
 * @param on - The day on which it is in force; the latest definition unless given.
 * @throws EntitleError where there is no such contract, none is in force on that day, its image cannot be read, or another
 * contract's image came in its place.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * (await contract("qof-england", "2024-01-31")).title; // => "Quality and Outcomes Framework, England, 2023/24"
 * (await contract("qof-england@2025-06-30#1")).name; // => "qof-england@2025-04-01#1"
 * ```
 */
export async function contract(id: string, on?: string): Promise<Contract> {
  const asked = text(id, "a contract's id", 'give "qof-england"');
  const day = dayText(on, "the day");
  if (day !== undefined && asked.includes("@")) throw refusal(`${asked.slice(0, 80)} names a day, and the second argument another`, { help: "give one of them" });
  await ready();
  const { file, day: chosen, remark } = plain<{ file: string; day: string | null; remark: string }>(kernel.call((exports) => exports.choose(asked, day)));
  const own = registered.get(file);
  if (own) return openedAs({ name: file, day: chosen, remark, image: own }, `what was registered as ${file}`);
  const url = imageUrl(file);
  const image = await bytesOf(await responseOf(url));
  // What a bundler wrote into the page has an address as long as itself.
  return openedAs({ name: file, day: chosen, remark, image }, url.protocol === "data:" ? `the script's own copy of ${file}` : url.href);
}

/** Where an image lies. */
function imageUrl(file: string): URL {
  const folder = chosenFolder();
  if (folder) return new URL(`${file}.image`, folder);
  const lies = images[file];
  if (lies) return lies();
  throw refusal(`this package holds no image ${file}`, { help: "install the package anew: its scripts and its kernel are of two versions" });
}

const MIXED =
  "see that the page's server and its bundler give each file of the package's `contracts/` under its own name, or register the image from `entitle/contracts/`";

/** Opens an image as the one of that file. The kernel refuses any other; where it came from, only this half knows. */
function openedAs(asked: Opened, from: string): Contract {
  try {
    return opened({ ...asked, isFetched: true });
  } catch (cause) {
    if (!(cause instanceof EntitleError) || cause.name === "Trap") throw cause;
    const { code, name, details, message } = cause;
    throw new EntitleError(`${message.split("\nhelp: ")[0]}; it came from ${from}\nhelp: ${MIXED}`, { code, name, details, help: MIXED, cause });
  }
}

/** The first bytes of every image. */
const IMAGE_BEGINS = "ENTL";

/**
 * A contract of your own, from its definition or its compiled image.
 *
 * @param source - The text of a definition, the bytes of an image, or where either can be had: a URL, or an answer of a
 * server. A definition is compiled by a module of its own, which is loaded then.
 * @returns The contract. What its compiler found doubtful stands in `warnings`.
 * @throws EntitleError where the definition has faults, each told in `details` with line and column (`line` and `column`
 * are those of the first); where the image was damaged; where nothing can be read.
 *
 * @example
 * ```js
 * import { load } from "entitle";
 *
 * const own = await load(`
 * semantics = 1
 *
 * [contract]
 * id = "visits"
 * title = "Home visits"
 * in_force = 2026-04-01
 * subject = "practice"
 * pays = "payment"
 *
 * [source.agreement]
 * title = "Our agreement of March 2026"
 * grade = "official"
 *
 * [parameter.value_per_visit]
 * value = "31.50"
 * unit = "GBP"
 * source = "agreement"
 *
 * [fact.practice.visits]
 * type = "integer"
 * range = [0, 100000]
 * doc = "Home visits in the year"
 *
 * [line.payment]
 * title = "Payment"
 * value = "visits * value_per_visit"
 * unit = "GBP"
 * source = "agreement"
 * `);
 * own.statement({ visits: 40 }).lines.get("payment").text; // => "1260"
 * (await load(own.image)).imageDigest === own.imageDigest; // => true
 * ```
 */
export async function load(source: Uint8Array | ArrayBuffer | OfPlatform<"Response"> | OfPlatform<"URL"> | string): Promise<Contract> {
  if (typeof source === "string") return ofDefinition("definition", text(source, "a definition"));
  if (source instanceof URL) return ofBytes(source.href, await bytesOf(await responseOf(source)));
  if (source instanceof Response) return ofBytes(source.url || "the response", await bytesOf(source));
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return ofImage("the image", copied(source));
  throw refusal(`a contract is loaded from a text, bytes, a URL or a Response, not ${kindOf(source)}`, {
    help: "give the text of a definition, or the bytes of an image",
  });
}

/** The bytes as they are now; none can be had of a buffer that went elsewhere. */
function copied(source: Uint8Array | ArrayBuffer): Uint8Array {
  try {
    return new Uint8Array(source as ArrayBuffer).slice();
  } catch {
    throw refusal("the buffer of the image is detached", { help: "it was transferred elsewhere: keep a copy", error: "BadArgument" });
  }
}

async function ofImage(name: string, image: Uint8Array): Promise<Contract> {
  await ready();
  return opened({ image, name });
}

/** Bytes of unknown content: an image says so with its first bytes. */
async function ofBytes(name: string, bytes: Uint8Array): Promise<Contract> {
  const begins = String.fromCharCode(...bytes.subarray(0, IMAGE_BEGINS.length));
  if (begins === IMAGE_BEGINS) return ofImage(name, bytes);
  let definition: string;
  try {
    definition = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refusal(`${name} is neither a definition nor an image`, { help: "give a definition in UTF-8, or an image made by `entitle compile`", cause });
  }
  return ofDefinition(name, definition);
}

async function ofDefinition(name: string, definition: string): Promise<Contract> {
  await Promise.all([ready(), compiler.ready()]);
  const image = compiler.call((exports) => exports.compile(name, definition));
  const warnings = plain<string[]>(compiler.call((exports) => exports.warnings()));
  return opened({ image, name, warnings });
}
