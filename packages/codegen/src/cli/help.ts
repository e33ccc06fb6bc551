/** What `shotlist-codegen --help` prints. */
export const help = `shotlist-codegen: OpenAPI documents with the Shotlist dialect -> typed clients

Usage
  shotlist-codegen generate <document...> --out <folder>   write a typed client for each document
  shotlist-codegen check <document...>                     check documents
  shotlist-codegen check <document...> --out <folder>      ... and that their clients are up to date
  shotlist-codegen generate | check                        the same, as shotlist-codegen.config.json says
  shotlist-codegen coverage [coverage file...]             what of a provider's documentation its document has

Options
  -o, --out <folder>        where clients go: <folder>/<provider id>/index.gen.ts
  -c, --config <file>       another configuration than ./shotlist-codegen.config.json
  --runtime <module>        what clients import their runtime from (@shotlist/core/runtime)
  --import-ending .js|.ts   ending of imports between generated files (.js)
  -h, --help  --version

Exit status: 0 done, 1 generated files are out of date, 2 a document or the command line is wrong.

Example
  shotlist-codegen generate acme.openapi.yaml --out src/clients

A document without the dialect (OpenAPI 3.0 or 3.1) comes to types and a client that is typed by path.
`
