/** The manifest a verb works on when none is named. */
export const defaultManifest = 'shotlist.yaml'

/** The manifest argument as every verb has it. */
export const manifestArgument = { flags: '[manifest]', description: `the manifest; default: ${defaultManifest}` } as const
