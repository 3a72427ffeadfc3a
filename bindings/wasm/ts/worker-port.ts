// The line to a worker, apart from what the worker itself imports: a script that names its own worker has no end for a bundler.

import { type Listener, type Port, nodePort, threads } from "./port.js";

/** Begins a worker: of the web where there are such, else of Node. */
export function workerOf(listener: Listener): Port {
  if (typeof Worker === "undefined") {
    const here = import.meta.url;
    return nodePort(new (threads()!.Worker)(new URL("./worker-thread.js", here)), listener);
  }
  const { message, failed } = listener;
  // The URL is written out, since bundlers look for this form; above it is not, so that they look past it.
  const worker = new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module", name: "entitle" });
  worker.onmessage = (event) => message(event.data);
  worker.onmessageerror = () => failed?.(new Error("a message could not be read"));
  worker.onerror = (event) => failed?.(event.error ?? new Error(event.message || "its script could not be loaded"));
  return {
    post: (data, transfer = []) => worker.postMessage(data, [...transfer]),
    end: () => worker.terminate(),
    staysAlive: () => undefined,
  };
}
