import { writeSync } from 'node:fs';
import process, { env, stderr, stdout } from 'node:process';
import pc from 'picocolors';

type Colors = ReturnType<typeof pc.createColors>;

function colorsFor(stream: NodeJS.WriteStream): Colors {
  // https://no-color.org: any value but the empty one.
  const wanted = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return pc.createColors(wanted);
}

/** Colours for results, and for remarks; both are plain text where nobody looks. */
export const color = colorsFor(stdout);
export const remarkColor = colorsFor(stderr);

/** Results go to standard output. */
export function print(line: string): void {
  stdout.write(`${line}\n`);
}

/** Everything that is not a result goes to standard error. */
export function remark(line: string): void {
  stderr.write(`${line}\n`);
}

/**
 * A reader that leaves early (`| head`) is a normal end, unless the command failed before; a full disk is one line.
 * So a failure sets `process.exitCode` before, or in the same turn as, the line about it is printed.
 */
export function endOnBrokenOutput(): void {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      // Not through the stream, which may be the broken one.
      if (stream === stdout) writeSync(2, `wirechart: cannot write standard output: ${error.message}\n`);
      process.exit(1);
    });
  }
}

/** Control characters made visible, so that what a peer sends or a spec says cannot drive the terminal. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => {
    return character === '\t' ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
