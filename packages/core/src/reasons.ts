/** The words of messages about refused values, for the generator and the command. Other code should not import them: they may change with any version. */
export { fieldName } from './json/pointer.ts'
export { INT64_PATTERN, listText, NOT_TOGETHER, oneIsRequired, reasonText, suggestedValue, valueText } from './validation/reason.ts'
export { suggest } from './validation/suggest.ts'
