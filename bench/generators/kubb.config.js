import { defineConfig } from '@kubb/core'
import { pluginClient } from '@kubb/plugin-client'
import { pluginOas } from '@kubb/plugin-oas'
import { pluginTs } from '@kubb/plugin-ts'

/** Types and a client on `fetch`, and nothing else. What is generated, and where to, `generation.ts` says. */
export default defineConfig({
  input: { path: process.env.BENCH_DOCUMENT },
  output: { path: process.env.BENCH_OUT, format: false, lint: false },
  plugins: [pluginOas({ generators: [] }), pluginTs(), pluginClient({ client: 'fetch' })],
})
