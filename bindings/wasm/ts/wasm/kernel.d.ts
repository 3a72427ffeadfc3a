// What the kernel module exports, as this half of the package relies on it. The glue and its own declarations are made
// by wasm-bindgen; a test of types holds the two together.

/** A handle of something that was begun: a place in the module's table. */
export type Handle = number;

export function initSync(source: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory };
export function __wbg_reset_state(): void;

export function version(): string;
export function catalogue(): string;
export function choose(id: string, on?: string): string;
export function open(image: Uint8Array, name: string, remark: string): Handle;
/** Opens an image that was fetched by its name among the package's; refuses another contract that came in its place. */
export function open_fetched(image: Uint8Array, file: string, remark: string): Handle;
export function close(handle: Handle): void;
/** How many objects are open: for tests of what is freed. */
export function open_objects(): number;
export function about(contract: Handle): string;
export function facts(contract: Handle): string;
export function statements(contract: Handle, given: string[], headroom: boolean, trace: boolean): string;
export function explain(contract: Handle, given: string[], indicator: string, day?: string): string;

export function subject(contract: Handle): Handle;
export function subject_set(subject: Handle, name: string, text: string): void;
export function subject_get(subject: Handle, name: string): string;
export function subject_member(subject: Handle): Handle;
export function member_set(member: Handle, name: string, text: string): void;
export function subject_add(subject: Handle, member: Handle): void;
export function subject_members(subject: Handle): number;
export function subject_statement(subject: Handle): Handle;
export function statement_identity(statement: Handle): string;
export function statement_answers(statement: Handle): string;
export function statement_trace(statement: Handle): string;
export function statement_headroom(statement: Handle, indicator: string): string;
export function patient(contract: Handle, day: string): Handle;
export function patient_identity(patient: Handle): string;
export function patient_day(patient: Handle): string;
export function patient_set(patient: Handle, name: string, text: string): void;
export function patient_get(patient: Handle, name: string): string;
export function patient_clear(patient: Handle): void;
export function patient_on_register(patient: Handle, register: string): string;
export function patient_decide(patient: Handle, indicator: string): string;
export function tally(contract: Handle): Handle;
export function tally_add_patient(tally: Handle, patient: Handle): void;
export function tally_add_decision(tally: Handle, indicator: string, code: number): void;
export function tally_add_membership(tally: Handle, register: string, member?: boolean): void;
export function tally_add_tally(tally: Handle, other: Handle): void;
export function tally_members(tally: Handle, register: string): number | undefined;
export function tally_count(tally: Handle, indicator: string, code: number): number;
export function tally_with_outcome(tally: Handle, indicator: string, outcome: string): number;
export function tally_write(tally: Handle, subject: Handle): void;
