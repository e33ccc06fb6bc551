/** Pixels, four bytes each (red, green, blue, opaque), row by row. */
export type Picture = { readonly width: number; readonly height: number; readonly rgba: Uint8Array }
