// Where the tests run: in Node or in a page. Files of the workspace are read alike.

/** What a place offers. */
export interface Place {
  /** `node` or `page`. */
  readonly name: "node" | "page";
  /** Whether the kernel's variant with SIMD is tested. */
  readonly simd: boolean;
  /** Reads a file of the workspace. */
  readWorkspace(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Reads a file of the folder of scripts. */
  readScripts(path: string): Promise<Uint8Array<ArrayBuffer>>;
}

let here: Place | undefined;

/** Says where this is. */
export function isHere(place: Place): void {
  here = place;
}

/** Where this is. */
export function place(): Place {
  if (!here) throw new Error("nobody said where this is");
  return here;
}

/** A file of the workspace as text. */
export async function workspaceText(path: string): Promise<string> {
  return new TextDecoder().decode(await place().readWorkspace(path));
}
