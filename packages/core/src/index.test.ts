import { expect, it } from 'vitest'
import * as core from './index.ts'
import * as runtime from './runtime.ts'

it('exports the public names, and nothing else', () => {
  expect(Object.keys(core).toSorted()).toEqual([
    'AbortedError',
    'AnswerError',
    'ConfigurationError',
    'DeadlineError',
    'DownloadError',
    'EnvelopeError',
    'HttpStatusError',
    'InvalidInputError',
    'NetworkError',
    'NotJsonError',
    'OutcomeUnknownError',
    'RequestError',
    'ShotlistError',
    'TaskFailedError',
    'TimeoutError',
    'UnexpectedAnswerError',
    'UnknownStateError',
    'backoffMs',
    'connect',
    'createProviderClient',
    'createRawClient',
    'download',
    'estimatePrice',
    'isMasked',
    'maskOf',
    'parseExact',
    'pollDelayMs',
    'startedNothing',
    'systemClock',
    'writeExact',
  ])
})

it('has a separate entry for the imports of generated clients and of Shotlist itself', () => {
  expect(Object.keys(runtime).toSorted()).toEqual([
    'FILE_EMBEDDING',
    'callOperation',
    'connectWhole',
    'exactFields',
    'exactIntegers',
    'fileAnswers',
    'fileHeaders',
    'formOf',
    'inputCheck',
    'isEncoded',
    'lengthOf',
    'markRequest',
    'nestBody',
    'placeInput',
    'plainCheck',
    'rangeOf',
    'readItems',
    'startTask',
    'startTaskWithFiles',
    'tokenSigner',
    'uploadFile',
    'urlencodedOf',
  ])
})
