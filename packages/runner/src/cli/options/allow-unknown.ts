import type { VerbOption, VerbOptions } from '../verb.ts'

/** For values of open lists, such as the models: the provider may have more than its document knows. */
export const allowUnknownOption: VerbOption = {
  flags: '--allow-unknown',
  description: "do not warn of models and other values that the provider's document does not list",
}

export const allowsUnknown = (options: VerbOptions): boolean => options['allowUnknown'] === true
