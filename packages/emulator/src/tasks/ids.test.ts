import { expect, it } from 'vitest'
import { seededRandom } from '../scenario/random.ts'
import { IdMint, idShape } from './ids.ts'

it('gives ids the shape of the document’s examples', () => {
  const mint = new IdMint(seededRandom(1), false)
  expect(mint.mint(idShape('pix_8f2c', false))).toMatch(/^pix_[0-9a-f]{12}$/)
  expect(mint.mint(idShape('69e677ca-f1de-419f-99a4-cb39ea0cb5fc', false))).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  expect(mint.mint(idShape('video_68d7512d07848190b3e45da0ecbebcde', false))).toMatch(/^video_[0-9a-f]{32}$/)
  expect(mint.mint(idShape('models/reef-3/operations/a1b2c3d4z', false))).toMatch(/^models\/reef-3\/operations\/[a-z0-9]{12}$/)
  expect(mint.mint(idShape('gen_01H', false))).toMatch(/^gen_[A-Z0-9]{12}$/)
  expect(mint.mint(idShape(undefined, false))).toMatch(/^[0-9a-f]{20}$/)
  expect(mint.mint(idShape(undefined, true))).toMatch(/^\d{15}$/)
  expect(mint.mint(idShape('317982208110208', false))).toMatch(/^\d{15}$/)
  expect(mint.mint(idShape('', false, '^st_[a-z0-9]+$'))).toMatch(/^st_[a-z0-9]{16}$/)
})

it('makes ids that a double cannot hold', () => {
  const mint = new IdMint(seededRandom(1), true)
  for (let index = 0; index < 100; index += 1) {
    const id = mint.mint({ type: 'integer' })
    expect(BigInt(Number(id))).not.toBe(BigInt(id))
  }
})

it('continues where an earlier mint stopped', () => {
  const first = new IdMint(seededRandom(1), false)
  const last = first.mint({ type: 'integer' })
  const second = new IdMint(seededRandom(1), false, first.next)
  expect(BigInt(second.mint({ type: 'integer' }))).toBeGreaterThan(BigInt(last))
})
