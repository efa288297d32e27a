import { createReadStream, existsSync, statSync } from 'node:fs';
import { stdin } from 'node:process';
import { isCapture } from 'wirechart/dissect';
import { CommandError, UsageError } from '../../terminal/failure.ts';
import { reasonOf } from '../../terminal/option-values.ts';
import { parseHex } from './hex-input.ts';

/** What is no capture is kept whole, and each byte of it may become a line. */
const MAX_INPUT = 2 ** 20;
/** Enough to tell a capture by. */
const HEAD = 4;

export type Input =
  | { readonly kind: 'bytes'; readonly datagrams: readonly Uint8Array[] }
  | {
      readonly kind: 'capture';
      /** What to call it in a message. */
      readonly name: string;
      readonly pieces: AsyncIterable<Uint8Array>;
      /** In bytes; undefined: nobody knows. */
      readonly size: number | undefined;
    };

export interface InputOptions {
  /** The bytes themselves, whatever they look like. */
  readonly binary: boolean;
  /** Each line of digits is a datagram of its own. */
  readonly lines: boolean;
}

/** What the arguments mean: a file's name, digits, or nothing (or `-`) for standard input. */
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
  throw new UsageError(`"${shorten(words.join(' '))}" is neither a file nor whole bytes in hexadecimal digits`);
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
      throw new CommandError(`${name} is no capture, and longer than the MiB that anything else may have`);
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
      `${name} is neither a capture nor whole bytes in hexadecimal digits; --binary takes its bytes as they are`,
    );
  });
}

async function* behind(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** System errors become a line that names the file. */
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
