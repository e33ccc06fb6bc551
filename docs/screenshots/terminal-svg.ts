import type { IBufferCell, Terminal } from '@xterm/headless'

const CELL = { width: 8.4, height: 18 } as const
const MARGIN = { side: 18, top: 46, bottom: 16 } as const
const PAPER = '#16181d'
const INK = '#d8dbe2'
/** The eight colours and their bright variants, in the terminal's order. */
const PALETTE =
  '#3b4048 #ff6b6b #7bd88f #f5c56a #7aa7ff #d09bff #5fd3dc #d8dbe2 #7d8590 #ff8f8f #9be8ab #ffd98e #9fc0ff #e0bcff #8be6ed #ffffff'.split(
    ' ',
  )

type Style = { readonly color: string; readonly isBold: boolean; readonly isDim: boolean }
type Run = Style & { readonly text: string; readonly column: number }

/** Draws a terminal's screen with its colours. Empty lines at the end are left out. */
export function terminalSvg(terminal: Terminal, title: string): string {
  const lines = Array.from({ length: terminal.rows }, (_, row) => runsOf(terminal, row))
  const shown = lines.slice(0, lines.findLastIndex((runs) => runs.length > 0) + 1)
  const width = terminal.cols * CELL.width + 2 * MARGIN.side
  const height = shown.length * CELL.height + MARGIN.top + MARGIN.bottom
  const text = shown.flatMap((runs, row) => runs.map((run) => textOf(run, row)))
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map((color, index) => `<circle cx="${22 + index * 20}" cy="20" r="6" fill="${color}"/>`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" width="${round(width)}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="100%" height="100%" rx="10" fill="${PAPER}"/>`,
    ...dots,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<text x="50%" y="25" text-anchor="middle" fill="${INK}" opacity="0.6">${escape(title)}</text>`,
    ...text,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function runsOf(terminal: Terminal, row: number): readonly Run[] {
  const line = terminal.buffer.active.getLine(row)
  const runs: Run[] = []
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column)
    // The second cell of a wide character has no width of its own.
    if (cell === undefined || cell.getWidth() === 0) continue
    const style = styleOf(cell)
    const before = runs.at(-1)
    const text = cell.getChars() === '' ? ' ' : cell.getChars()
    if (before !== undefined && before.column + before.text.length === column && isSame(before, style)) {
      runs[runs.length - 1] = { ...before, text: before.text + text }
    } else runs.push({ ...style, text, column })
  }
  return runs.flatMap(withoutGaps)
}

/** Splits a run into words, because browsers collapse consecutive spaces. */
function withoutGaps(run: Run): readonly Run[] {
  return Array.from(run.text.matchAll(/\S+( \S+)*/g), ({ 0: text, index }) => ({ ...run, text, column: run.column + index }))
}

function styleOf(cell: IBufferCell): Style {
  const color = cell.isFgPalette() ? (PALETTE[cell.getFgColor()] ?? INK) : INK
  return { color, isBold: cell.isBold() !== 0, isDim: cell.isDim() !== 0 }
}

function isSame(a: Style, b: Style): boolean {
  return a.color === b.color && a.isBold === b.isBold && a.isDim === b.isDim
}

function textOf({ text, column, color, isBold, isDim }: Run, row: number): string {
  const place = { x: round(MARGIN.side + column * CELL.width), y: MARGIN.top + row * CELL.height + 13 }
  // `textLength` keeps columns aligned in any font.
  const facts = `x="${place.x}" y="${place.y}" textLength="${round(text.length * CELL.width)}" fill="${color}"`
  return `<text ${facts}${isBold ? ' font-weight="bold"' : ''}${isDim ? ' opacity="0.6"' : ''}>${escape(text)}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
