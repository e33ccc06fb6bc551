import type { Emulator, EmulatorOptions } from '@shotlist/emulator'
import { UsageError } from '../../../errors/input-errors.ts'
import { portProblem } from '../../port-problem.ts'

/**
 * Starts an emulator. With all that draws clips it is loaded here, and only by the verbs that need it.
 *
 * @throws {UsageError} its options make no sense, or its port cannot be had
 */
export async function launchEmulator(options: EmulatorOptions): Promise<Emulator> {
  // oxlint-disable-next-line no-restricted-imports -- this is the one place where it is loaded, and only on demand
  const { DocumentError, ScenarioError, startEmulator } = await import('@shotlist/emulator')
  try {
    return await startEmulator(options)
  } catch (error) {
    if (error instanceof DocumentError || error instanceof ScenarioError) throw new UsageError(error.message, { cause: error })
    throw portProblem(error) ?? error
  }
}
