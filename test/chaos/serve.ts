import { startEmulator } from '@shotlist/emulator'
import { tinyMedia } from './tiny-media.ts'

// A provider in a process of its own: `serve.ts pixverse '{"taskMs":40}'`. Its URL is the first line it writes.
const [document = '', options = '{}'] = process.argv.slice(2)
const emulator = await startEmulator({ ...JSON.parse(options), document, media: tinyMedia })
process.stdout.write(`${emulator.url}\n`)
