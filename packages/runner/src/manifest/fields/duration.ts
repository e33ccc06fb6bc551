import { parseDurationMs } from '@shotlist/codegen/duration'

/** `500ms`, `90s`, `20m`, `2h` in milliseconds; `undefined` for anything else. Only documents may also use days. */
export function durationMs(text: string): number | undefined {
  return text.endsWith('d') ? undefined : parseDurationMs(text)
}
