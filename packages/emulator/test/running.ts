import { afterEach } from 'vitest'
import { type Emulator, type EmulatorOptions, startEmulator } from '../src/index.ts'
import { fixtureMedia, type Made } from './fixture-media.ts'
import { PlainClient } from './plain-client.ts'

const RUNNING: Emulator[] = []
const compiled = new Map<EmulatorOptions['document'], Emulator['model']>()

afterEach(async () => {
  await Promise.all(RUNNING.splice(0).map((emulator) => emulator.close()))
})

/** Starts an emulator that closes at the end of the test. Each document is compiled once for each test file. */
export async function start({ document, ...options }: EmulatorOptions): Promise<{ emulator: Emulator; client: PlainClient; made: Made }> {
  const media = fixtureMedia()
  const emulator = await startEmulator({ media, taskMs: 20, ...options, document: compiled.get(document) ?? document })
  compiled.set(document, emulator.model)
  RUNNING.push(emulator)
  return { emulator, client: new PlainClient(emulator.model, emulator.url), made: media.made }
}
