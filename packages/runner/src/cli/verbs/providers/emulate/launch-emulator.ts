import type { Emulator, EmulatorOptions } from '@shotlist/emulator'
import { UsageError } from '../../../../errors/input-errors.ts'
import { portProblem } from '../../../port-problem.ts'

/**
 * Starts an emulator. The emulator package is loaded only here, so that verbs without an emulator start faster.
 *
 * @throws {UsageError} its options are wrong, or its port is in use
 */
export async function launchEmulator(options: EmulatorOptions): Promise<Emulator> {
  // oxlint-disable-next-line no-restricted-imports -- the only place where it is loaded, and only on demand
  const { DocumentError, ScenarioError, startEmulator } = await import('@shotlist/emulator')
  try {
    return await startEmulator(options)
  } catch (error) {
    if (error instanceof DocumentError || error instanceof ScenarioError) throw new UsageError(error.message, { cause: error })
    throw portProblem(error) ?? error
  }
}
