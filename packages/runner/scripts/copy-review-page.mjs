import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// The review package is private: its page travels inside this one.
const from = new URL('../node_modules/@shotlist/review/dist/page', import.meta.url)
const to = new URL('../dist/review-page', import.meta.url)
rmSync(to, { recursive: true, force: true })
cpSync(fileURLToPath(from), fileURLToPath(to), { recursive: true })
