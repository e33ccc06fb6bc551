import { expect, it } from 'vitest'
import { fileLink, linkedName, linkWorks } from './file-link.ts'

const BASE_URL = 'http://127.0.0.1:4000'
const NAME = 'a.mp4'

function query(link: string): URLSearchParams {
  return new URL(link).searchParams
}

it('makes plain links that never expire', () => {
  const settings = { url: BASE_URL, lifetimeMs: undefined }
  expect(fileLink(settings, NAME, 0)).toBe(`${BASE_URL}/__emulator/files/a.mp4`)
  expect(linkWorks(settings, { name: NAME, query: new URLSearchParams() }, 1e15)).toBe(true)
})

it('makes links that expire, and detects forged ones', () => {
  const settings = { url: BASE_URL, lifetimeMs: 100 }
  const link = fileLink(settings, NAME, 1000)
  expect(linkWorks(settings, { name: NAME, query: query(link) }, 1100)).toBe(true)
  expect(linkWorks(settings, { name: NAME, query: query(link) }, 1101)).toBe(false)
  expect(linkWorks(settings, { name: 'b.mp4', query: query(link) }, 1000)).toBe(false)
  expect(linkWorks(settings, { name: NAME, query: query(link.replace('expires=1100', 'expires=9999')) }, 1000)).toBe(false)
  expect(linkWorks(settings, { name: NAME, query: new URLSearchParams() }, 1000)).toBe(false)
})

it('recognises its own links', () => {
  expect(linkedName(BASE_URL, fileLink({ url: BASE_URL, lifetimeMs: 5 }, NAME, 0))).toBe(NAME)
  expect(linkedName(BASE_URL, 'https://elsewhere.example/a.mp4')).toBeUndefined()
})
