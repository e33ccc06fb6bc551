// Loaded before the command (`node --import`): its wall clock jumps by up to an hour, forwards and backwards, ten times a second.
const RealDate = Date
let offsetMs = 0
const jump = setInterval(() => {
  offsetMs = Math.round((Math.random() * 2 - 1) * 3_600_000)
}, 100)
jump.unref()

globalThis.Date = class extends RealDate {
  // oxlint-disable-next-line typescript/no-explicit-any -- `Date` takes seven arguments of several types, which are only handed on
  constructor(...parts: any[]) {
    if (parts.length === 0) super(RealDate.now() + offsetMs)
    else super(...(parts as [number]))
  }

  static override now(): number {
    return RealDate.now() + offsetMs
  }
} as DateConstructor
