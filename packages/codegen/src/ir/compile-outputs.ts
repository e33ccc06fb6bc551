import type { OutputRule } from '@shotlist/core/contract'
import type { DialectOutput } from '../dialect/dialect.ts'
import { candidates } from './candidates.ts'

export function compileOutputs(outputs: Readonly<Record<string, DialectOutput>> | undefined): Record<string, OutputRule> {
  return Object.fromEntries(
    Object.entries(outputs ?? {}).map(([name, output]) => [
      name,
      {
        from: candidates(output.from),
        type: output.type,
        ...(output.required === true ? { required: true as const } : {}),
        ...(output.description === undefined ? {} : { description: output.description }),
      },
    ]),
  )
}
