import type { Clip } from '../contract/report.ts'
import type { Section } from './sections.ts'

/** A row of the contact sheet. */
export type SheetRow =
  | { readonly kind: 'heading'; readonly key: string; readonly title: string; readonly count: number; readonly tone?: 'bad' }
  | { readonly kind: 'attention'; readonly key: string; readonly clip: Clip }
  | { readonly kind: 'tiles'; readonly key: string; readonly clips: readonly Clip[] }

export type SheetShape = { readonly columns: number; readonly tileWidth: number; readonly tileHeight: number }

const GAP = 14
const NARROWEST_TILE = 216
/** Small enough for two clips side by side on a phone. */
const NARROWEST_TILE_OF_NARROW = 150
const NARROW = 520
/** Height of the text below the picture, in pixels. */
const CAPTION = 56
const HEADING = 52
const TROUBLE = 118

/** The number and size of tiles for a width. */
export function shapeOf(width: number): SheetShape {
  const narrowest = width < NARROW ? NARROWEST_TILE_OF_NARROW : NARROWEST_TILE
  const columns = Math.max(1, Math.floor((width + GAP) / (narrowest + GAP)))
  const tileWidth = Math.floor((width - (columns - 1) * GAP) / columns)
  return { columns, tileWidth, tileHeight: Math.round((tileWidth * 9) / 16) + CAPTION }
}

/** The rows of the sheet: clips that need attention, then the sections. */
export function sheetRows(sections: readonly Section[], attention: readonly Clip[], columns: number): readonly SheetRow[] {
  const rows: SheetRow[] = []
  if (attention.length > 0) {
    rows.push({ kind: 'heading', key: 'attention', title: 'Needs attention', count: attention.length, tone: 'bad' })
    for (const clip of attention) rows.push({ kind: 'attention', key: `attention ${clip.id}`, clip })
  }
  for (const { title, clips } of sections) {
    if (title !== '') rows.push({ kind: 'heading', key: `section ${title}`, title, count: clips.length })
    for (let first = 0; first < clips.length; first += columns) {
      const members = clips.slice(first, first + columns)
      rows.push({ kind: 'tiles', key: `${title} ${members[0]?.id}`, clips: members })
    }
  }
  return rows
}

export function heightOf(row: SheetRow, { tileHeight }: SheetShape): number {
  if (row.kind === 'tiles') return tileHeight + GAP
  return row.kind === 'heading' ? HEADING : TROUBLE
}
