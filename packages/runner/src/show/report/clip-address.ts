import { CLIPS_FOLDER } from './page-files.ts'

/** Address of a clip beside the page, by its path below the output folder. */
export const clipAddress = (path: string): string => [CLIPS_FOLDER, ...path.split('/').map(encodeURIComponent)].join('/')
