import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { leadsToInnerHost } from '../src/files/connections/inner-host.ts'
import { fileFetch } from '../src/files/connections/pooled-fetch.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  server.keepAliveTimeout = 0
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a file in a private network is fetched only if the provider is in one, whatever the name of the host', async () => {
  let asked = 0
  const url = await serve((_, outgoing) => {
    asked += 1
    outgoing.end('secret')
  })
  const { port } = new URL(url)
  const refused = fileFetch({ inside: false })
  for (const host of ['127.0.0.1', '127.1', 'localhost', '[::ffff:127.0.0.1]']) {
    await expect(refused(`http://${host}:${port}/a.mp4`, {})).rejects.toThrow('is in the network of this machine')
  }
  expect(asked).toBe(0)
  expect((await fileFetch({ inside: await leadsToInnerHost(url) })(`${url}/a.mp4`, {})).status).toBe(200)
})

test('each redirect is checked before it is followed', async () => {
  const url = await serve((incoming, outgoing) => {
    const to = { '/link': 'http://169.254.169.254/latest/meta-data', '/there': '/here', '/file': 'file:///etc/passwd', '/round': '/round' }[
      incoming.url ?? ''
    ]
    if (to === undefined) outgoing.end('clip')
    else outgoing.writeHead(302, { location: to }).end()
  })
  const fetch = fileFetch({ inside: true })
  expect((await fetch(`${url}/there`, {})).status).toBe(200)
  expect((await fetch(`${url}/round`, {})).status).toBe(302)
  await expect(fetch(`${url}/link`, {})).rejects.toThrow('169.254.169.254 is in the network')
  await expect(fetch(`${url}/file`, {})).rejects.toThrow('redirects to an address that is neither http nor https')
})
