// The modules in base64, one file each: `wasm/kernel.inlined.js` and so on, as `build/package.mjs` writes them.

declare module "*.inlined.js" {
  const base64: string;
  export default base64;
}
