import { connect } from '@shotlist/core'
import { provider, textToVideo } from '@shotlist/core/pixverse/unchecked'

const client = connect(provider, { textToVideo }, { apiKey: 'key' })

export function run() {
  return client.textToVideo({ prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' })
}
