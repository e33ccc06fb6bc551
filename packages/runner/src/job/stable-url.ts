/** Parameters that only say who may fetch a URL and until when. The same picture signed twice is the same picture. */
const SIGNATURE =
  /^(x-(amz|goog|oss|cos|bce)-.*|awsaccesskeyid|googleaccessid|ossaccesskeyid|signature|sig|sign|expires?|expiry|policy|key-pair-id|token|auth_key|hdnts|se|sp|sv|sr|st|skoid|sktid|skt|ske|sks|skv)$/i

/** An input's URL as far as it names content: without signature and expiry. Text that is no URL stays as it is. */
export function stableUrl(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  const signatures = [...url.searchParams.keys()].filter((name) => SIGNATURE.test(name))
  for (const name of signatures) url.searchParams.delete(name)
  url.username = ''
  url.password = ''
  return url.href
}
