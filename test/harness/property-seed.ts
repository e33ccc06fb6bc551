import { configureGlobal } from 'fast-check'

/** The seed of all property tests: fixed, so that every run of a commit uses the same inputs. `PROPERTY_SEED=42` tries others. */
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20261129) })
