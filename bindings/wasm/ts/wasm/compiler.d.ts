// What the compiler module exports, as this half of the package relies on it.

export function initSync(source: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory };
export function __wbg_reset_state(): void;

export function compile(name: string, text: string): Uint8Array;
export function warnings(): string;
export function show(image: Uint8Array, item?: string): string;
