import { WirechartError } from 'wirechart/runtime';

/** This library is at fault: a stage of the generator received what an earlier stage must refuse. No spec causes it. */
export class GeneratorError extends WirechartError {
  declare readonly code: 'ERR_WIRECHART_GENERATOR';

  constructor(reason: string) {
    super('ERR_WIRECHART_GENERATOR', reason);
  }
}
