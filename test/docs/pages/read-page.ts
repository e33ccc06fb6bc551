import { defined } from '@shotlist/codegen/defined'
/** A fenced block of a page. */
export type Block = {
  readonly language: string
  /** A file's name, from a fence such as ```` ```yaml [shotlist.yaml] ````. */
  readonly file?: string
  readonly text: string
  /** Line of the page on which the block begins, from 1. */
  readonly line: number
}

/** A command line of a `sh` block. */
export type Command = {
  readonly line: string
  /** The exit status in its comment (`# exit 2`); 0 without one. */
  readonly status: number
  /** Whether it runs in the background (`&`). */
  readonly isBackground: boolean
}

/** The fenced blocks of a Markdown page, in order. */
export function readPage(markdown: string): readonly Block[] {
  const fences = markdown.matchAll(/^( *)(`{3,})(\w+)(?: \[([^\]\n]+)\])?[^\n]*\n(.*?)^\1\2$/gms)
  return Array.from(fences, ({ 1: indent = '', 3: language = '', 4: file, 5: text = '', index }) => ({
    language,
    ...defined({ file }),
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    line: markdown.slice(0, index).split('\n').length,
  }))
}

/** The command lines of a `sh` block. A line that ends in a backslash continues on the next line; comments are left out. */
export function commandsOf(text: string): readonly Command[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  return lines.flatMap((raw) => {
    const [, line = '', comment = ''] = /^(.*?)(?:(?:^|\s+)#\s(.*))?$/.exec(raw.trim()) ?? []
    if (line === '') return []
    const isBackground = line.endsWith('&')
    return { line: isBackground ? line.slice(0, -1).trim() : line, isBackground, status: Number(/\bexit (\d+)/.exec(comment)?.[1] ?? 0) }
  })
}
