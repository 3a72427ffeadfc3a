// Classes of the platform in the declarations of this package, which compile without the library of the web.

/**
 * What a class of the platform makes, such as `URL`; `never` where whoever compiles against this package knows no such class.
 *
 * @typeParam Name - The name under which the platform has the class.
 */
export type OfPlatform<Name extends string> = typeof globalThis extends Record<Name, Record<"prototype", infer Made>> ? Made : never;

/** A compiled `WebAssembly.Module`; `never` where whoever compiles against this package knows none. */
export type CompiledModule = typeof globalThis extends Record<"WebAssembly", Record<"Module", Record<"prototype", infer Made>>> ? Made : never;
