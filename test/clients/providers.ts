import type { Input, ProviderTable, Task, WholeClient } from '@shotlist/core'
import * as ai302 from '@shotlist/core/302ai'
import * as acedata from '@shotlist/core/acedata'
import * as pixverse from '@shotlist/core/pixverse'

/** The operations of a typed client that this suite uses: every provider has text to video. */
export type SuiteClient = WholeClient & { textToVideo(input: Input, options?: object): Task }

/** A provider with responses from its documentation, written by hand and independent of the code under test. */
export type SuiteProvider = {
  readonly id: string
  readonly table: ProviderTable
  readonly connect: (options: object) => SuiteClient
  readonly input: Input
  readonly taskId: string
  readonly accepted: string
  readonly running: string
  /** Contains an integer above 2^53. */
  readonly finished: string
  /** A state that the document does not know. */
  readonly unknown: string
}

/** The first integer that a JavaScript number cannot hold. */
export const LONG_ID = '9007199254740993'

const CLIP_URL = 'https://media.example/clip.mp4'

export const providers: readonly SuiteProvider[] = [
  {
    id: 'pixverse',
    table: pixverse.table,
    connect: (options) => pixverse.createClient(options) as unknown as SuiteClient,
    input: { prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p' },
    taskId: LONG_ID,
    accepted: `{"ErrCode":0,"ErrMsg":"Success","Resp":{"video_id":${LONG_ID}}}`,
    running: `{"ErrCode":0,"ErrMsg":"Success","Resp":{"id":${LONG_ID},"status":5,"url":""}}`,
    finished: `{"ErrCode":0,"ErrMsg":"Success","Resp":{"id":${LONG_ID},"status":1,"url":"${CLIP_URL}"}}`,
    unknown: `{"ErrCode":0,"ErrMsg":"Success","Resp":{"id":${LONG_ID},"status":42}}`,
  },
  {
    id: 'acedata',
    table: acedata.table,
    connect: (options) => acedata.createClient(options) as unknown as SuiteClient,
    input: { prompt: 'a glacier', model: 'v4.5' },
    taskId: 't-9',
    accepted: '{"success":true,"task_id":"t-9","trace_id":"trace"}',
    running: '{"id":"t-9","response":{"success":true,"task_id":"t-9","data":[{"state":"processing"}]}}',
    finished: `{"id":"t-9","response":{"success":true,"task_id":"t-9","data":[{"id":${LONG_ID},"video_url":"${CLIP_URL}"}]}}`,
    unknown: '{"id":"t-9","response":{"task_id":"t-9","data":[{"state":"dreaming"}]}}',
  },
  {
    id: '302ai',
    table: ai302.table,
    connect: (options) => ai302.createClient(options) as unknown as SuiteClient,
    input: { prompt: 'a glacier', model: 'v4.5', ratio: '16:9', duration: 5, quality: '720p' },
    taskId: 't-9',
    accepted: '{"data":{"task_id":"t-9"}}',
    running: '{"data":{"state":"running"}}',
    finished: `{"data":{"seq":${LONG_ID},"video_url":"${CLIP_URL}"}}`,
    unknown: '{"data":{"state":"dreaming"}}',
  },
]
