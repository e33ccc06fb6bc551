/** An S3-compatible store, as the manifest names it. What is secret comes from the environment alone. */
export type S3Settings = {
  readonly bucket: string
  /** What the names of objects begin with: `team/shotlist`. */
  readonly prefix?: string
  /** Of a store that is not Amazon's: `https://minio.example`. Default: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string
  /** Default: `AWS_REGION` or `AWS_DEFAULT_REGION`, else `us-east-1`. */
  readonly region?: string
}
