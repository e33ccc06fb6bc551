/** One mistake as ajv reports it; its own `message` is not needed. */
export type ValidationMistake = {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** A compiled validator, as ajv makes them: after `false` the mistakes are in `errors`. */
export type Validator = {
  (input: unknown): boolean
  errors?: readonly ValidationMistake[] | null
}
