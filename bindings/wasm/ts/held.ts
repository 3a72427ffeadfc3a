// What lies in the kernel's memory: closed by hand, or once nobody holds its object any more.

import type { Handle } from "./wasm/kernel.js";
import { call, instanceNumber } from "./instance.js";
import { refusal } from "./errors.js";

interface Place {
  readonly handle: Handle;
  readonly instance: number;
}

const dropped = new FinalizationRegistry<Place>(close);

function close({ handle, instance }: Place): void {
  // The handles of an instance that trapped went with it.
  if (instance === instanceNumber()) call((kernel) => kernel.close(handle));
}

/** A handle that is closed with its object. */
export class Held {
  #place: Place | undefined;

  /** Takes a handle that the kernel has just given out. */
  constructor(handle: Handle) {
    this.#place = { handle, instance: instanceNumber() };
    dropped.register(this, this.#place, this);
  }

  /** Whether the kernel still has it. */
  get isAlive(): boolean {
    return this.#place?.instance === instanceNumber();
  }

  /** The handle, for a call. */
  handle(what: string): Handle {
    if (!this.#place) throw refusal(`${what} was freed`, { error: "BadArgument", help: "keep it as long as it is asked" });
    if (!this.isAlive) {
      throw refusal(`${what} was lost as the kernel stopped`, { error: "BadArgument", help: "begin it again" });
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
