import { defineConfig } from '@kubb/core'
import { pluginClient } from '@kubb/plugin-client'
import { pluginOas } from '@kubb/plugin-oas'
import { pluginTs } from '@kubb/plugin-ts'

/** Only types and a client on `fetch`. `generation.ts` gives the input and output. */
export default defineConfig({
  input: { path: process.env.BENCH_DOCUMENT },
  output: { path: process.env.BENCH_OUT, format: false, lint: false },
  plugins: [pluginOas({ generators: [] }), pluginTs(), pluginClient({ client: 'fetch' })],
})
