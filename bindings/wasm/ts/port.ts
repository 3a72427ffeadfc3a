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

/** Threads of Node, where there are such. */
export const threads = () => globalThis.process?.getBuiltinModule?.("node:worker_threads");

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

/** An end of a line in Node. */
export function nodePort(port: NodePort, { message, failed }: Listener): Port {
  port.on("message", message);
  if (failed) port.on("error", failed);
  return {
    post: (data, transfer = []) => port.postMessage(data, transfer),
    end: () => void port.terminate?.(),
    staysAlive: (stays) => (stays ? port.ref?.() : port.unref?.()),
  };
}
