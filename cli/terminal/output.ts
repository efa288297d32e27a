import { writeSync } from 'node:fs';
import process, { env, stderr, stdout } from 'node:process';
import pc from 'picocolors';

type Colors = ReturnType<typeof pc.createColors>;

function colorsFor(stream: NodeJS.WriteStream): Colors {
  // https://no-color.org: any value except the empty string.
  const wanted = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return pc.createColors(wanted);
}

/** Colours for standard output and standard error. None if the stream is not a terminal. */
export const color = colorsFor(stdout);
export const remarkColor = colorsFor(stderr);

/** Prints a line of the result to standard output. */
export function print(line: string): void {
  stdout.write(`${line}\n`);
}

/** Prints a line that is not part of the result to standard error. */
export function remark(line: string): void {
  stderr.write(`${line}\n`);
}

/**
 * Ends the process when its output cannot be written: silently if the reader closed the pipe (`| head`), with a message
 * otherwise. The exit code is the one already set, so a failure sets `process.exitCode` before it prints its line.
 */
export function endOnBrokenOutput(): void {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      // Written directly, because the stream itself may be broken.
      if (stream === stdout) writeSync(2, `wirechart: cannot write standard output: ${error.message}\n`);
      process.exit(1);
    });
  }
}

/** Escapes control characters, so that text of a peer or a spec cannot control the terminal. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => {
    return character === '\t' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
