import type { FileHashes } from '../../files/input-hashes.ts'
import { type UploadSource, uploadInput } from '../../files/upload-input.ts'
import { stableUrl } from '../../job/fingerprint.ts'
import type { UploadPart } from '../../job/request-nodes.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { ProviderSession } from './provider-session.ts'

/** Uploads inputs. Each content is uploaded once for each account, also across runs. */
export class Uploader {
  readonly #root: string
  readonly #journal: Journal
  readonly #hashes: FileHashes
  readonly #inFlight = new Map<string, Promise<string>>()

  /** @param root the folder that paths are relative to */
  constructor(root: string, { journal, hashes }: { readonly journal: Journal; readonly hashes: FileHashes }) {
    this.#root = root
    this.#journal = journal
    this.#hashes = hashes
  }

  /**
   * The id of an input at a provider. Uploads the input if the journal has no id for it.
   *
   * @param onUpload called if it must be uploaded
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
    const upload = this.#inFlight.get(name) ?? this.#upload(content, session, place).finally(() => this.#inFlight.delete(name))
    this.#inFlight.set(name, upload)
    return upload
  }

  async #upload(
    content: UploadSource,
    session: ProviderSession,
    place: { source: string; provider: string; account: string; operation: string },
  ): Promise<string> {
    return session.uploads(async () => {
      await session.requests.acquire(session.submitSignal)
      // Uploads are free, so a cancelled one is sent again by the next run.
      const value = await uploadInput(session.client, place.operation, { ...content, signal: session.submitSignal })
      await this.#journal.write(() => this.#journal.uploads.save({ ...place, value }))
      return value
    })
  }
}
