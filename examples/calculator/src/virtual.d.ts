/** Made by vite.config.ts when the page is built: see `src/contracts.ts`. */
declare module "virtual:definitions" {
  const definitions: unknown;
  export default definitions;
}
