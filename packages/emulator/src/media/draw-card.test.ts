import { describe, expect, it } from 'vitest'
import { clampLines, wrapText } from './draw-card.ts'

function measure(text: string): number {
  return [...text].length
}

describe('wrapText', () => {
  it('breaks between words', () => {
    expect(wrapText('a fox runs\nover  snow', 8, measure)).toEqual(['a fox', 'runs', 'over', 'snow'])
  })

  it('breaks words wider than a line, and scripts without spaces', () => {
    expect(wrapText('ab 山の日の出を見る abcdefghij', 4, measure)).toEqual(['ab', '山の日の', '出を見る', 'abcd', 'efgh', 'ij'])
  })

  it('does not split a grapheme', () => {
    expect(wrapText('👩‍🚀👩‍🚀', 3, (text) => [...new Intl.Segmenter().segment(text)].length * 2)).toEqual(['👩‍🚀', '👩‍🚀'])
  })

  it('makes no lines from blank text', () => {
    expect(wrapText('  ', 4, measure)).toEqual([])
  })
})

describe('clampLines', () => {
  it('marks a cut', () => {
    expect(clampLines(['one', 'four', 'six'], 2)).toEqual(['one', 'fo…'])
    expect(clampLines(['one', 'two'], 2)).toEqual(['one', 'two'])
  })
})
