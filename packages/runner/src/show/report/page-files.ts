import { fileURLToPath } from 'node:url'
import { packageFile } from '../../errors/own-package.ts'

/** The folder of the page's own files. */
export const PAGE_FOLDER = fileURLToPath(packageFile('dist/review-page'))

/** The page's own files, as the build of the review package names them. */
export const PAGE_FILES = ['index.html', 'review.css', 'review.js'] as const

/** The script beside the page that holds the report. */
export const REPORT_FILE = 'report.js'

/** The folder beside the page that holds the clips. */
export const CLIPS_FOLDER = 'clips'

/** The URL of a clip, relative to the page, by its path below the output folder. */
export function clipAddress(path: string): string {
  return [CLIPS_FOLDER, ...path.split('/').map(encodeURIComponent)].join('/')
}
