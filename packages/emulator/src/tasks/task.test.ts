import { expect, it } from 'vitest'
import { seededRandom } from '../scenario/random.ts'
import { phaseAt, planTimeline } from './task.ts'

it('takes 30 to 90 s at speed 1, and a sixtieth of that at speed 60', () => {
  const random = seededRandom(3)
  for (let index = 0; index < 50; index += 1) {
    const { endsMs } = planTimeline(0, { speed: 1, taskMs: undefined }, random)
    expect(endsMs).toBeGreaterThanOrEqual(30_000)
    expect(endsMs).toBeLessThan(90_000)
  }
  expect(planTimeline(0, { speed: 60, taskMs: undefined }, random).endsMs).toBeLessThan(1500)
})

it('changes from pending to running to ended', () => {
  const timeline = planTimeline(1000, { speed: 1, taskMs: 100 }, seededRandom(1))
  expect([1000, 1014, 1016, 1099, 1100].map((ms) => phaseAt(timeline, ms))).toEqual(['pending', 'pending', 'running', 'running', 'ended'])
})
