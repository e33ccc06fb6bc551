/** Access to the files that a manifest refers to, as its checks need it. Paths are absolute. */
export type Files = {
  /** The content, or why it cannot be read, as the end of a sentence: `does not exist`. */
  read(path: string): { readonly bytes: Uint8Array } | { readonly problem: string }
  /** `undefined` if nothing exists at the path. */
  stat(path: string): FileFacts | undefined
  /** The path with its links resolved; `undefined` if nothing exists there. */
  real(path: string): string | undefined
  /** The names in a folder, for suggestions; empty if there is no such folder. */
  list(path: string): readonly string[]
  /** The MIME type by content; `undefined` if it is unknown. A clip or a sound that takes too long to read is a problem. */
  type(path: string): Promise<{ readonly type: string | undefined } | { readonly problem: string }>
  /** The length of a clip or a sound; `undefined` if it cannot be read from the file. */
  seconds(path: string): Promise<number | undefined>
}

type FileFacts = { readonly kind: 'file' | 'folder' | 'other'; readonly bytes: number }
