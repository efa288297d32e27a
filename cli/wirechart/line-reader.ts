import { CommandError } from '../terminal/failure.ts';

/** A longer line cannot be a datagram. It ends the input, because it would grow in memory. */
const MAX_LINE = 65_536;

/**
 * The lines of a byte stream, without their ends (`\n` or `\r\n`). Bytes, because what is sent need not be text.
 * A last line without an end counts. Throws CommandError for a line of more than 64 KiB.
 */
export async function* lines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of input) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield bytes.subarray(start, end > start && bytes[end - 1] === 13 ? end - 1 : end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > MAX_LINE)
      throw new CommandError(`a line is longer than ${MAX_LINE} bytes and cannot be a datagram`);
  }
  if (rest.length > 0) yield rest;
}
