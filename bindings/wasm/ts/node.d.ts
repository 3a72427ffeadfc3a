// What is used of Node where it is there, without the types of all of it.

declare var process:
  | {
      getBuiltinModule?(name: "node:fs"): { promises: { readFile(file: URL): Promise<Uint8Array<ArrayBuffer>> } };
      getBuiltinModule?(name: "node:worker_threads"): {
        parentPort: import("./port.js").NodePort | null;
        Worker: new (file: URL) => import("./port.js").NodePort;
      };
    }
  | undefined;
