import { configureGlobal } from 'fast-check'

/** The seed of all property tests: fixed, so that two runs of one commit agree. `PROPERTY_SEED=42` tries other inputs. */
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20261129) })
