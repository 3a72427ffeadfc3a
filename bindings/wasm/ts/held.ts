// What lies in a module's memory: closed by hand, or once nobody holds its object any more.

import { refusal } from "./errors.js";
import type { Module } from "./module.js";

interface Table {
  initSync(source: { module: WebAssembly.Module }): unknown;
  __wbg_reset_state(): void;
  close(handle: number): void;
}

interface Place {
  readonly module: Module<Table>;
  readonly handle: number;
  readonly instance: number;
}

const dropped = new FinalizationRegistry<Place>(close);

function close({ module, handle, instance }: Place): void {
  // The handles of an instance that trapped went with it.
  if (instance === module.instance) module.call((exports) => exports.close(handle));
}

/** A handle that is closed with its object. */
export class Held {
  #place: Place | undefined;

  /** Takes a handle that the module has just given out. */
  constructor(module: Module<Table>, handle: number) {
    this.#place = { module, handle, instance: module.instance };
    dropped.register(this, this.#place, this);
  }

  /** Whether the module still has it. */
  get isAlive(): boolean {
    return this.#place !== undefined && this.#place.instance === this.#place.module.instance;
  }

  /** The handle, for a call. */
  handle(what: string): number {
    if (!this.#place) throw refusal(`${what} was freed`, { error: "BadArgument", help: "keep it as long as it is asked" });
    if (!this.isAlive) {
      throw refusal(`${what} was lost as its module stopped`, { error: "BadArgument", help: "begin it again" });
    }
    return this.#place.handle;
  }

  /** Gives the memory back; twice is nothing. */
  close(): void {
    const place = this.#place;
    if (!place) return;
    this.#place = undefined;
    dropped.unregister(this);
    close(place);
  }
}
