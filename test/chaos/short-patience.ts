// Loaded before the command (`node --import`): who would wait half a minute or a minute for the rest of an answer waits a tenth of that.
// Shorter waits stay as they are.
const PATIENT = globalThis.setTimeout
const SHORTER = 10

function impatient<Given extends unknown[]>(run: (...given: Given) => void, ms = 0, ...given: Given): NodeJS.Timeout {
  return PATIENT(run, ms >= 25_000 && ms <= 65_000 ? ms / SHORTER : ms, ...given)
}
globalThis.setTimeout = Object.assign(impatient, PATIENT)
