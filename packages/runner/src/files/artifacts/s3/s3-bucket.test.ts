import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { S3Bucket } from './s3-bucket.ts'

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'a-token' }

/** A server that breaks the first connections, and records its requests. */
async function flaky(breaks: number) {
  const seen: { url: string | undefined; headers: Readonly<Record<string, unknown>> }[] = []
  let broken = 0
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers })
    broken += 1
    if (broken <= breaks) request.socket.destroy()
    else
      request
        .resume()
        .on('end', () => response.writeHead(broken === breaks + 2 ? 404 : 200).end(broken === breaks + 2 ? '<Code>NoSuchKey</Code>' : ''))
  })
  // Otherwise a connection that the server closes when it is idle would be one more broken one.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

test('a broken connection is retried; the signature contains no secret', async () => {
  const { seen, url } = await flaky(2)
  const env = { AWS_REGION: 'eu-central-1' }
  const bucket = new S3Bucket({ bucket: 'studio-renders', prefix: '/team a/', endpoint: `${url}/` }, { env, credentials: CREDENTIALS })
  expect(bucket.name).toBe(`s3://studio-renders/team a at ${new URL(url).host}`)
  const sha256 = 'a'.repeat(64)
  expect(await bucket.send({ method: 'PUT', object: 'artifacts/x', body: new Blob(['x']), sha256 })).toBeDefined()
  expect(await bucket.send({ method: 'GET', object: 'artifacts/y' })).toBeUndefined()
  expect(seen.map((each) => each.url)).toEqual([
    ...Array.from({ length: 3 }, () => '/studio-renders/team%20a/artifacts/x'),
    '/studio-renders/team%20a/artifacts/y',
  ])
  const { headers } = seen[2] ?? { headers: {} }
  expect(headers).toMatchObject({
    'x-amz-content-sha256': sha256,
    'x-amz-security-token': 'a-token',
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=/,
    ) as string,
  })
  expect(JSON.stringify(headers)).not.toContain(CREDENTIALS.secretAccessKey)
})

test('a bucket at Amazon has its own host', () => {
  const bucket = new S3Bucket({ bucket: 'studio-renders' }, { env: {}, credentials: CREDENTIALS })
  expect(bucket.name).toBe('s3://studio-renders')
  expect(() => new S3Bucket({ bucket: 'b', endpoint: 'nowhere' }, { env: {}, credentials: CREDENTIALS })).toThrow('not a web address')
})
