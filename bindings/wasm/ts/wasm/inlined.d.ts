// The kernel's two variants in base64.

export const simd: string;
export const base: string;
