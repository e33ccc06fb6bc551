/** Verbs by what they are for, in the order of the help. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'To begin:': ['init', 'validate', 'plan', 'rehearse'],
  'To render:': ['run', 'status', 'pick', 'resolve'],
  'What was rendered:': ['report', 'ui', 'pull', 'verify', 'gc'],
  'Providers:': ['providers', 'describe', 'call', 'emulate'],
}

/** The heading a verb stands under. */
export const groupOf = (verb: string): string => Object.keys(GROUPS).find((title) => GROUPS[title]?.includes(verb)) ?? 'Help:'
