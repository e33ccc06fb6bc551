import { describe, expect, it } from 'vitest'
import { frameCount, markEdges, markRow } from './render-job.ts'

describe('markEdges', () => {
  it('grows by whole chroma samples to the right edge', () => {
    const edges = markEdges(1280, 120)
    expect(edges).toHaveLength(120)
    expect(edges[0]).toBe(8)
    expect(edges.at(-1)).toBe(1280)
    expect(edges.every((edge, index) => edge % 2 === 0 && edge >= (edges[index - 1] ?? 0))).toBe(true)
  })
})

describe('frameCount', () => {
  it('moves something even in the shortest clip', () => {
    expect([0.01, 4.5, 5].map(frameCount)).toEqual([2, 108, 120])
  })
})

describe('markRow', () => {
  it('is completely inside the picture', () => {
    expect([64, 360, 720, 1080].map(markRow)).toEqual([3, 21, 44, 66])
  })
})
