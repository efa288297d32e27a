import type { Expression } from '../../model/expression.ts';
import type { Message, Param, Registry } from '../../model/message.ts';
import type { FileContext } from './file-context.ts';

/** One message on its way into one file. */
export interface CodecContext {
  readonly message: Message;
  readonly file: FileContext;
  /** The enum a path names inside a message's type. */
  registry(message: Message, path: readonly string[], offset: number): Registry | undefined;
  /** Notes that encoding the message needs a param, because the value alone does not say enough. */
  needParam(param: Param): void;
  /** Arguments after the value when `callee` is encoded, measured or validated; usually none. */
  encodeArguments(callee: Message, args: readonly Expression[], base: string): readonly string[];
}
