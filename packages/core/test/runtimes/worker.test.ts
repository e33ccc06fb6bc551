import { createContext, runInContext } from 'node:vm'
import { expect, it } from 'vitest'
import { bundleProgram } from './bundle-program.ts'
import type { Seen } from './program.ts'
import { EXPECTED, serveProgram } from './serve-program.ts'

/** The globals of edge runtimes (WinterTC's minimum) that the program uses: none of Node, no window, no document. */
const WEB = {
  AbortController,
  AbortSignal,
  Blob,
  crypto,
  fetch,
  File,
  FormData,
  Headers,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
  atob,
  btoa,
  clearTimeout,
  console,
  setTimeout,
}

it('runs with only the globals of an edge runtime, in one file', async () => {
  const files = await bundleProgram('iife')
  expect([...files.keys()]).toEqual(['program.js'])
  const url = await serveProgram(new Map())
  const context = createContext({ ...WEB }, { codeGeneration: { strings: false, wasm: false } })
  runInContext(files.get('program.js') ?? '', context)
  const seen = (await runInContext(`program.main(${JSON.stringify(url)})`, context)) as Seen
  expect(JSON.parse(JSON.stringify(seen))).toEqual(EXPECTED)
})
