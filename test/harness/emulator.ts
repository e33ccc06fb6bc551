import { type Emulator, type ScenarioOptions, startEmulator } from '@shotlist/emulator'
import { tinyMedia } from '../chaos/tiny-media.ts'

const models = new Map<string, Emulator['model']>()

/**
 * An emulator of a shipped provider with clips that cost nothing to make. Each document is compiled once, however many emulators are
 * started.
 */
export async function startProvider(name: string, options: ScenarioOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator({ taskMs: 50, media: tinyMedia, ...options, document: models.get(name) ?? name })
  models.set(name, emulator.model)
  return emulator
}
