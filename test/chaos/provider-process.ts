import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Fault, LedgerReport, ScenarioOptions } from '@shotlist/emulator'

const SERVE = fileURLToPath(new URL('serve.ts', import.meta.url))

/** An emulator in a process of its own, spoken to over HTTP alone. */
export type ProviderProcess = {
  readonly url: string
  ledger(): Promise<LedgerReport>
  faults(list: readonly Fault[]): Promise<void>
  close(): Promise<void>
}

/** Starts one; it is ready when the promise resolves. */
export async function startProvider(document: string, options: Omit<ScenarioOptions, 'clock'> = {}): Promise<ProviderProcess> {
  const child = spawn(process.execPath, ['--conditions=source', SERVE, document, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the emulator did not start'))),
  ])) as [string]
  const url = line.trim()
  const ask = async (path: string, init?: RequestInit): Promise<unknown> => {
    const answer = await fetch(`${url}/__emulator/${path}`, init)
    if (!answer.ok) throw new Error(`the emulator answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    url,
    ledger: async () => (await ask('ledger')) as LedgerReport,
    faults: async (faults) => {
      await ask('faults', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ faults }) })
    },
    close: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
