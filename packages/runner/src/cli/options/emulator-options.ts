import type { Fault, ScenarioOptions } from '@shotlist/emulator'
import { UsageError } from '../../errors/input-errors.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** Options for the behaviour of the emulator. */
export const emulatorOptions: readonly VerbOption[] = [
  { flags: '--speed <factor>', description: 'how much faster than real tasks emulated ones end', default: 120, parse: numberOf('--speed') },
  {
    flags: '--fault <fault>',
    description: 'a fault to inject: ON:KIND[,name=value...], for example submit:drop-after,times=3; can be given several times',
    repeatable: true,
  },
  { flags: '--credits <amount>', description: 'the balance of the account; default: unlimited', parse: numberOf('--credits') },
  { flags: '--in-flight <number>', description: 'how many tasks the provider renders at the same time', parse: numberOf('--in-flight') },
  { flags: '--seed <number>', description: 'seed of random durations, ids and faults', parse: numberOf('--seed') },
]

/** The scenario that the options describe. The emulator checks its values. */
export function scenarioOf(options: VerbOptions): ScenarioOptions {
  const faults = Array.isArray(options['fault']) ? options['fault'].map((text) => parseFault(String(text))) : []
  return {
    faults,
    ...numberAt(options, 'speed'),
    ...numberAt(options, 'credits'),
    ...numberAt(options, 'inFlight'),
    ...numberAt(options, 'seed'),
  }
}

function numberAt<Name extends 'speed' | 'credits' | 'inFlight' | 'seed'>(options: VerbOptions, name: Name): { [K in Name]?: number } {
  return typeof options[name] === 'number' ? ({ [name]: options[name] } as { [K in Name]?: number }) : {}
}

function numberOf(flag: string): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (text.trim() !== '' && Number.isFinite(number) && number >= 0) return number
    throw new UsageError(`${flag} needs a number, not ${text}`)
  }
}

/** Parses `submit:status,status=503,times=5`. The emulator checks the kind and its values. */
function parseFault(text: string): Fault {
  const [aim = '', ...settings] = text.split(',')
  const [on, kind] = aim.split(':')
  if (on === undefined || kind === undefined || kind === '') {
    throw new UsageError(`--fault needs ON:KIND, not ${text}`, {
      hint: 'ON is submit, read, result, upload, query, download, any, or an operation. Example: submit:drop-after,times=3.',
    })
  }
  const fields = settings.map((setting) => {
    const [name = '', ...value] = setting.split('=')
    return [name, valueOf(value.join('='))] as const
  })
  return { on, kind, ...Object.fromEntries(fields) } as Fault
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
