/** A keyword that quick checks do not know: the whole validator stands in. */
export class UnsupportedKeyword extends Error {
  override readonly name = 'UnsupportedKeyword'

  constructor(keyword: string) {
    super(`no expression says what ${keyword} asks for`)
  }
}
