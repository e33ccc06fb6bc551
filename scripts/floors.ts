/** The name for the files next to the rooms of a package. */
export const TOP = 'files beside the rooms'

/** From the lowest floor to the highest. Rooms on one floor do not import each other, except those joined by `+`: cycles to be removed. */
export const FLOORS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  core: [
    ['contract'],
    ['errors', 'prices'],
    ['http'],
    ['json', 'transfer'],
    ['expressions', 'validation'],
    ['requests', 'responses', 'tasks', 'webhooks'],
    ['client'],
    [TOP],
  ],
  codegen: [
    ['text', 'write'],
    ['issues'],
    ['yaml'],
    ['spec'],
    ['dialect'],
    ['keywords'],
    ['explain'],
    ['ir'],
    ['capabilities', 'coverage'],
    ['emit'],
    ['rules'],
    ['adopt'],
    [TOP],
    ['commands'],
    ['cli'],
  ],
  emulator: [
    ['documents', 'files', 'ledger', 'media', 'responses', 'scenario'],
    ['memory', 'requests', 'tasks'],
    ['provider'],
    ['http', 'webhooks'],
    [TOP],
  ],
  review: [['contract', 'format', 'posters'], ['model'], ['live + state'], ['elements'], ['keys + views'], [TOP]],
  runner: [['errors'], ['manifest'], ['plan'], ['job'], ['store'], ['files'], ['run'], ['fleet'], ['show'], ['cli'], [TOP]],
}
