import { relative, resolve, sep } from 'node:path'
import type { Plan } from '../../../plan/plan.ts'

/** How the path of a file below the output folder is shown: relative to the manifest's folder, with forward slashes. */
export const shownPath = ({ root, outputDir }: Pick<Plan, 'root' | 'outputDir'>, path: string): string =>
  relative(root, resolve(outputDir, path)).replaceAll(sep, '/')
