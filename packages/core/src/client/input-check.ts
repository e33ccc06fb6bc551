import { mapAt } from '../json/map-at.ts'
import { isFileInput } from '../transfer/is-file-input.ts'
import type { InputCheck } from './engine.ts'
import { type InputCheckOptions, plainCheck } from './plain-check.ts'

/** Makes the check of an operation's input. Files that are yet to be uploaded count as ids. */
export const inputCheck =
  (fits: ((input: unknown) => boolean) | undefined, options?: InputCheckOptions): InputCheck =>
  async (input, about) => {
    const { uploads = {}, exact } = about.operation
    const files = new Set<string>()
    let checked = input
    for (const pattern of Object.keys(uploads)) {
      checked = mapAt(checked, pattern, (value, pointer) => {
        if (!isFileInput(value)) return value
        files.add(pointer)
        return exact?.patterns.includes(pattern) === true ? 1 : 'id'
      })
    }
    await plainCheck(fits, options, files)(checked, about)
  }
