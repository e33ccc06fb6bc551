import type { FileInput } from './file-input.ts'

/** Whether a value in an input stands for a file. Ids are numbers or text, so whatever is an object does. */
export const isFileInput = (value: unknown): value is FileInput => typeof value === 'object' && value !== null && !Array.isArray(value)
