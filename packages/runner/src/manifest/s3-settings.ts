/** The settings of an S3-compatible store in the manifest. Secrets come only from the environment. */
export type S3Settings = {
  readonly bucket: string
  /** The prefix of the names of objects: `team/shotlist`. */
  readonly prefix?: string
  /** The URL of a store other than Amazon's: `https://minio.example`. Default: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string
  /** Default: `AWS_REGION` or `AWS_DEFAULT_REGION`, otherwise `us-east-1`. */
  readonly region?: string
}
