// Loaded before the command (`node --import`): its wall clock jumps by up to an hour, forwards and backwards, at the first reading and
// every 50 readings after that.
const RealDate = Date
const READINGS = 50
let readings = 0
let offsetMs = 0

function now(): number {
  if (readings % READINGS === 0) offsetMs = Math.round((Math.random() * 2 - 1) * 3_600_000)
  readings += 1
  return RealDate.now() + offsetMs
}

globalThis.Date = class extends RealDate {
  // oxlint-disable-next-line typescript/no-explicit-any -- `Date` takes seven arguments of several types, which are only passed on
  constructor(...parts: any[]) {
    if (parts.length === 0) super(now())
    else super(...(parts as [number]))
  }

  static override now(): number {
    return now()
  }
} as DateConstructor
