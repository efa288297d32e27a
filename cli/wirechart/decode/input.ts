import { createReadStream, existsSync, statSync } from 'node:fs';
import { stdin } from 'node:process';
import { isCapture } from 'wirechart/dissect';
import { CommandError, UsageError } from '../../terminal/failure.ts';
import { reasonOf } from '../../terminal/option-values.ts';
import { parseHex } from './hex-input.ts';

/** Maximum size of an input that is not a capture: it is kept in memory, and each byte may become a line of output. */
const MAX_INPUT = 2 ** 20;
/** Number of bytes that identify a capture. */
const HEAD = 4;

export type Input =
  | { readonly kind: 'bytes'; readonly datagrams: readonly Uint8Array[] }
  | {
      readonly kind: 'capture';
      /** The name for messages. */
      readonly name: string;
      readonly pieces: AsyncIterable<Uint8Array>;
      /** In bytes; undefined: unknown. */
      readonly size: number | undefined;
    };

export interface InputOptions {
  /** The input is bytes, not digits or a capture. */
  readonly binary: boolean;
  /** Each line of digits is a separate datagram. */
  readonly lines: boolean;
}

/** Opens the input that the arguments name: a file, digits, or standard input for no argument or `-`. */
export async function openInput(words: readonly string[], options: InputOptions): Promise<Input> {
  const [first, ...others] = words;
  if (first === undefined || (first === '-' && others.length === 0)) {
    return sniff('standard input', stdin, undefined, options);
  }
  if (others.length === 0 && existsSync(first)) {
    const { size } = statSync(first);
    return sniff(first, createReadStream(first), size, options);
  }
  const bytes = parseHex(words.join(' '));
  if (bytes !== undefined && bytes.length > 0) return { kind: 'bytes', datagrams: [bytes] };
  throw new UsageError(`"${shorten(words.join(' '))}" is not a file and not an even number of hexadecimal digits`);
}

async function sniff(
  name: string,
  source: AsyncIterable<Uint8Array | string>,
  size: number | undefined,
  options: InputOptions,
): Promise<Input> {
  const pieces = readable(name, source)[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array();
  let next = await pieces.next();
  while (next.done !== true) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD) break;
    next = await pieces.next();
  }
  if (!options.binary && isCapture(head)) return { kind: 'capture', name, pieces: behind(head, pieces), size };
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of behind(head, pieces)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_INPUT)
      throw new CommandError(`${name} is not a capture; the maximum size of other input is 1 MiB`);
  }
  return { kind: 'bytes', datagrams: interpret(name, Buffer.concat(chunks), options) };
}

function interpret(name: string, content: Buffer, { binary, lines }: InputOptions): readonly Uint8Array[] {
  if (content.length === 0) throw new CommandError(`${name} is empty`);
  if (binary) return [content];
  const text = content.toString('latin1');
  const parts = lines ? text.split('\n').filter((line) => line.trim() !== '') : [text];
  return parts.map((part) => {
    const bytes = parseHex(part);
    if (bytes !== undefined && bytes.length > 0) return bytes;
    throw new CommandError(
      `${name} is not a capture and not an even number of hexadecimal digits; --binary reads it as bytes`,
    );
  });
}

async function* behind(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** Throws a system error as a CommandError that names the file. */
async function* readable(name: string, source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of source) yield Buffer.from(chunk);
  } catch (error) {
    throw new CommandError(`cannot read ${name}: ${reasonOf(error)}`);
  }
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
