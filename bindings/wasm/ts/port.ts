// A worker and its page, whether the web's or Node's, as two ends of one line.

/** The end of a line in Node: emitters where the web has events. */
export interface NodePort {
  on(event: "message" | "error", listen: (value: unknown) => void): void;
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  terminate?(): unknown;
  ref?(): void;
  unref?(): void;
}

/** One end of a line. */
export interface Port {
  post(message: unknown, transfer?: readonly Transferable[]): void;
  /** Closes the line. */
  end(): void;
  /** Whether Node stays alive for what may still come. */
  staysAlive(stays: boolean): void;
}

/** Who listens. */
export interface Listener {
  message(data: unknown): void;
  failed?(cause: unknown): void;
}

const threads = () => globalThis.process?.getBuiltinModule?.("node:worker_threads");

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

/** The page's end, seen from a worker. */
export function pageOf(listener: Listener): Port {
  const parent = threads()?.parentPort;
  if (parent) return nodePort(parent, listener);
  const scope = globalThis as unknown as { onmessage: (event: MessageEvent) => void; postMessage: Worker["postMessage"] };
  scope.onmessage = (event) => listener.message(event.data);
  return {
    post: (data, transfer = []) => scope.postMessage(data, [...transfer]),
    end: () => undefined,
    staysAlive: () => undefined,
  };
}

function nodePort(port: NodePort, { message, failed }: Listener): Port {
  port.on("message", message);
  if (failed) port.on("error", failed);
  return {
    post: (data, transfer = []) => port.postMessage(data, transfer),
    end: () => void port.terminate?.(),
    staysAlive: (stays) => (stays ? port.ref?.() : port.unref?.()),
  };
}
