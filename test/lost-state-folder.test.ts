import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Emulator } from '@shotlist/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startProvider } from './harness/emulator.ts'
import { shotlistInProcess } from './harness/in-process.ts'
import { type Finished, folderOf, start } from './harness/shotlist.ts'
import { stoppedTime } from './harness/stopped-time.ts'
import { eventText, untilSaid } from './harness/until-said.ts'

const RUN = ['run', '--yes', '--json', '--poll', '50ms']
