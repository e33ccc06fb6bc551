/** The files a manifest refers to, as far as checking it needs them. Paths are absolute. */
export type Files = {
  /** The content, or why there is none, as a sentence's end: `does not exist`. */
  read(path: string): { readonly bytes: Uint8Array } | { readonly problem: string }
  /** `undefined` where there is nothing, or nothing that may be looked at. */
  stat(path: string): FileFacts | undefined
  /** The path without links; `undefined` where there is nothing. */
  real(path: string): string | undefined
  /** Names in a folder, for suggestions; empty where there is none. */
  list(path: string): readonly string[]
  /** MIME type by content; `undefined` where it is none that is known. A clip or a sound that keeps its reader busy for too long is a problem. */
  type(path: string): Promise<{ readonly type: string | undefined } | { readonly problem: string }>
  /** Length of a clip or a sound; `undefined` where none can be read from the file. */
  seconds(path: string): Promise<number | undefined>
}

type FileFacts = { readonly kind: 'file' | 'folder' | 'other'; readonly bytes: number }
