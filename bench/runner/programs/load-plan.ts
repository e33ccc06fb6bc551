/** Reads a manifest and plans it, which every verb does first. */
import { loadPlan } from 'shotlist'

const [manifestPath = ''] = process.argv.slice(2)
const loaded = await loadPlan({ manifestPath, env: {} })
process.exit(loaded.ok ? 0 : 1)
