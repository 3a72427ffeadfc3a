/** Made by vite.config.ts when the page is built: see `src/contracts.ts`. */
declare module "virtual:contracts" {
  export const definitions: unknown;
  export const images: readonly Uint8Array[];
}
