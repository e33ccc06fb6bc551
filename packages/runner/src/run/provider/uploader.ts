import type { InputHashes } from '../../files/input-hashes.ts'
import { type UploadSource, uploadInput } from '../../files/upload-input.ts'
import type { UploadPart } from '../../job/fill-values.ts'
import { stableUrl } from '../../job/fingerprint.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { ProviderSession } from './provider-session.ts'

/** Uploads inputs, each content once for an account, in this run and all that follow. */
export class Uploader {
  readonly #root: string
  readonly #journal: Journal
  readonly #hashes: InputHashes
  readonly #underWay = new Map<string, Promise<string>>()

  /** @param root the folder that paths are relative to */
  constructor(root: string, { journal, hashes }: { readonly journal: Journal; readonly hashes: InputHashes }) {
    this.#root = root
    this.#journal = journal
    this.#hashes = hashes
  }

  /**
   * The id an input has at a provider, uploaded now if it must be.
   *
   * @param onUpload told when it is not there yet
   * @throws {InputError} and what core's `upload` throws
   */
  async idOf(part: UploadPart, session: ProviderSession, onUpload: () => void): Promise<string> {
    const content = 'file' in part ? { ...part, root: this.#root, sha256: await this.#hashes.hash(part.file) } : part
    const source = 'sha256' in content ? `sha256:${content.sha256}` : `url:${stableUrl(content.url)}`
    const place = { source, provider: session.table.id, account: session.account, operation: part.upload }
    const known = this.#journal.uploads.find(place)
    if (known !== undefined) return known
    onUpload()
    const name = JSON.stringify(place)
    const underWay = this.#underWay.get(name) ?? this.#upload(content, session, place).finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, underWay)
    return underWay
  }

  async #upload(
    content: UploadSource,
    session: ProviderSession,
    place: { source: string; provider: string; account: string; operation: string },
  ): Promise<string> {
    return session.uploads(async () => {
      await session.requests.take(session.submitting)
      // What is called off is free, and is sent again.
      const value = await uploadInput(session.client, place.operation, { ...content, signal: session.submitting })
      await this.#journal.write(() => this.#journal.uploads.save({ ...place, value }))
      return value
    })
  }
}
