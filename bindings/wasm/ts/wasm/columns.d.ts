// What the module of columns exports, as this half of the package relies on it.

type Handle = number;

export function initSync(source: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory };
export function __wbg_reset_state(): void;

export function open(image: Uint8Array, name: string, day: string | null | undefined, remark: string): Handle;
export function close(handle: Handle): void;
/** How many objects are open: for tests of what is freed. */
export function open_objects(): number;
export function compare(columns: Uint32Array, given: string[], stay: string[], terms: string[]): string;
export function evaluation(
  contract: Handle,
  day: string | null | undefined,
  facts: string[],
  columns: string[],
  others: string[],
  practiceNames: string[] | null | undefined,
  practices: string[] | null | undefined,
  options: string[],
): Handle;
export function column_u8(evaluation: Handle, column: number, values: Uint8Array): void;
export function column_u16(evaluation: Handle, column: number, values: Uint16Array): void;
export function column_i32(evaluation: Handle, column: number, values: Int32Array): void;
export function column_i64(evaluation: Handle, column: number, values: BigInt64Array): void;
export function column_f64(evaluation: Handle, column: number, values: Float64Array): void;
export function valid(evaluation: Handle, column: number, bytes: Uint8Array): void;
export function practices(evaluation: Handle, places: Uint32Array): void;
export function patients(evaluation: Handle, bytes: Uint8Array, ends: Uint32Array): void;
export function run(evaluation: Handle, rows: number): void;
/** The last piece's codes for the indicator at a place; nothing beyond the last indicator. */
export function decisions(evaluation: Handle, place: number): Uint8Array;
export function finish(evaluation: Handle): string;
export function finished_statements(evaluation: Handle): string;
export function finished_networks(evaluation: Handle): string;
