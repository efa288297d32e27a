// The deoptimizations in a log of V8, which `--log-deopt` writes: what `--trace-deopt` prints,
// with times and places.

/** A position in a script. Line and column count from 1. */
export interface ScriptPlace {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** Optimized code that the engine gave up. */
export interface Deoptimization {
  /** Milliseconds from the start of the engine. */
  readonly time: number;
  /** `eager`, `lazy`, `soft`. */
  readonly kind: string;
  readonly reason: string;
  /** The place, then those at which its function and the functions around it were inlined. */
  readonly places: readonly ScriptPlace[];
}

const DEOPTIMIZATION = /^code-deopt,(\d+),-?\d+,0x[0-9a-f]+,-?\d+,-?\d+,(?:deopt-)?([a-z-]+),(<.*>),(.*)$/gm;
const PLACE = /<([^<>]*):(\d+):(\d+)>/g;

/** Options of Node for a process that writes the log; the engine also writes text to `<file>.txt`. */
export function deoptLogOptions(file: string): readonly string[] {
  const log = ['--log-deopt', `--logfile=${file}`, '--no-logfile-per-isolate'];
  // Without redirection the text goes to standard output.
  return [...log, '--redirect-code-traces', `--redirect-code-traces-to=${file}.txt`];
}

/** In the order of the log. Lines of other kinds are ignored. */
export function readDeoptimizations(log: string): readonly Deoptimization[] {
  return [...log.matchAll(DEOPTIMIZATION)].map(([, time, kind, places, reason]): Deoptimization => {
    return {
      time: Number(time) / 1000,
      kind: kind as string,
      reason: reason as string,
      places: placesOf(places as string),
    };
  });
}

function placesOf(text: string): readonly ScriptPlace[] {
  return [...text.matchAll(PLACE)].map(([, url, line, column]) => {
    return { url: url as string, line: Number(line), column: Number(column) };
  });
}
