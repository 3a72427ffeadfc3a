// Where the image of each contract lies, by the name of its file, as `build/package.mjs` writes it: each URL is written out,
// since bundlers find no other.

export const images: Readonly<Record<string, () => URL>>;
