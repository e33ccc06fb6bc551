/** What a worker answers to a job. */
export type RenderAnswer = { readonly file: Uint8Array } | { readonly problem: string }
