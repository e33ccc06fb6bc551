// Loaded before the command (`node --import`): who would wait half a minute or a minute for the rest of an answer waits half a second or a
// second. Shorter waits stay as they are.
const patient = globalThis.setTimeout
const SHORTER = 60

const impatient = (run: () => void, ms = 0): NodeJS.Timeout => patient(run, ms >= 25_000 && ms <= 65_000 ? ms / SHORTER : ms)
globalThis.setTimeout = Object.assign(impatient, patient)
