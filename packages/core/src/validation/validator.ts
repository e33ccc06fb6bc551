/** One mistake, as ajv reports it; its `message` is not used. */
export type ValidationMistake = {
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
}

/** A compiled validator, as ajv makes it: if it returns `false`, the mistakes are in `errors`. */
export type Validator = {
  (input: unknown): boolean
  errors?: readonly ValidationMistake[] | null
}
