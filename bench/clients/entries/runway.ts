import RunwayML from '@runwayml/sdk'

const client = new RunwayML({ apiKey: 'key' })

export function run(): PromiseLike<unknown> {
  return client.textToVideo.create({ model: 'gen4.5', promptText: 'a glacier', ratio: '1280:720', duration: 5 }).waitForTaskOutput()
}
