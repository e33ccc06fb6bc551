import type { Fault, ScenarioOptions } from '@shotlist/emulator'
import { UsageError } from '../../errors/input-errors.ts'
import type { VerbOption, VerbOptions } from '../verb.ts'

/** Options that say how the emulator behaves. */
export const emulatorOptions: readonly VerbOption[] = [
  { flags: '--speed <factor>', description: 'how much faster than real tasks end', default: 120, parse: numberOf('--speed') },
  {
    flags: '--fault <fault>',
    description: 'something that goes wrong: ON:KIND[,name=value...], as submit:drop-after,times=3; may be given several times',
    repeatable: true,
  },
  { flags: '--credits <amount>', description: 'what the account holds; without it, enough', parse: numberOf('--credits') },
  { flags: '--in-flight <number>', description: 'tasks the provider takes at once', parse: numberOf('--in-flight') },
  { flags: '--seed <number>', description: 'decides durations, ids and the luck of faults', parse: numberOf('--seed') },
]

/** The emulator's behaviour, as the options say. What makes no sense is refused by the emulator itself. */
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
    throw new UsageError(`${flag} takes a number, not ${text}`)
  }
}

/** `submit:status,status=503,times=5`; its content is checked by the emulator, which knows the kinds. */
function parseFault(text: string): Fault {
  const [aim = '', ...settings] = text.split(',')
  const [on, kind] = aim.split(':')
  if (on === undefined || kind === undefined || kind === '') {
    throw new UsageError(`--fault takes ON:KIND, not ${text}`, {
      hint: 'ON is submit, read, upload, query, download, any, or an operation: submit:drop-after,times=3.',
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
