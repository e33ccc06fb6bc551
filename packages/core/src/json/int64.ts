/** A 64-bit integer in an answer: a number where it is exact, else its digits. Outputs of type `id` are always text. */
export type Int64 = number | string

/** A 64-bit integer in a request: a number where it is exact, a bigint, or the digits. It is sent as a bare number. */
export type Int64Input = number | bigint | string
