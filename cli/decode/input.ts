import { existsSync } from 'node:fs';
import { stdin } from 'node:process';
import { CommandError, UsageError } from '../failure.ts';
import { readInput } from '../option-values.ts';
import { parseHex } from './hex-input.ts';

/** Standard input is kept whole until it is known what it is. */
const MAX_INPUT = 2 ** 30;

export interface Input {
  /** What to call it in a message. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** True: the bytes themselves; false: they were written as digits. */
  readonly binary: boolean;
}

/**
 * What the arguments mean: a file's name, digits, or nothing for standard input. A file is a capture, text with
 * digits, or with `binary` the bytes themselves.
 */
export async function readArguments(words: readonly string[], binary: boolean): Promise<Input> {
  const [first, ...others] = words;
  if (first === undefined || (first === '-' && others.length === 0)) {
    return interpret('standard input', await readStandardInput(), binary);
  }
  if (others.length === 0 && existsSync(first)) return interpret(first, readInput(first), binary);
  const bytes = parseHex(words.join(' '));
  if (bytes === undefined || bytes.length === 0) {
    throw new UsageError(`"${shorten(words.join(' '))}" is neither a file nor whole bytes in hexadecimal digits`);
  }
  return { name: 'the argument', bytes, binary: false };
}

function interpret(name: string, content: Uint8Array, binary: boolean): Input {
  if (binary || looksBinary(content)) return { name, bytes: content, binary: true };
  const bytes = parseHex(Buffer.from(content).toString('latin1'));
  if (bytes !== undefined && bytes.length > 0) return { name, bytes, binary: false };
  const reason = content.length === 0 ? 'is empty' : 'is neither a capture nor hexadecimal digits';
  throw new CommandError(`${name} ${reason}${content.length === 0 ? '' : '; --binary takes its bytes as they are'}`);
}

/** Text has no zero bytes, and captures always have. */
function looksBinary(content: Uint8Array): boolean {
  return content.subarray(0, 64).includes(0);
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > MAX_INPUT) throw new CommandError('standard input has more than 1 GiB: name a file instead');
  }
  return Buffer.concat(chunks);
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
