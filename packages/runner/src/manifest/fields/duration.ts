import { parseDurationMs } from '@shotlist/codegen/duration'

/** `500ms`, `90s`, `20m`, `2h` in milliseconds; `undefined` for anything else. Documents may also give days; clips take no days. */
export function durationMs(text: string): number | undefined {
  return text.endsWith('d') ? undefined : parseDurationMs(text)
}
