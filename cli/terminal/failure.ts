import { CommanderError } from 'commander';
import { ConfigError, WirechartError } from 'wirechart/runtime';

/** The command line is at fault: exit code 2. */
export class UsageError extends WirechartError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WIRECHART_USAGE', message, options);
  }
}

/** The command line is right, but the command failed: exit code 1. */
export class CommandError extends WirechartError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WIRECHART_COMMAND', message, options);
  }
}

export interface Verdict {
  /** 0 done, 1 failed, 2 misused. */
  readonly code: number;
  /** One line; undefined where everything was said already. */
  readonly line: string | undefined;
}

/** What a thrown thing means to somebody at a terminal. */
export function judge(error: unknown): Verdict {
  if (error instanceof CommanderError) {
    // Help and version are "errors" of commander with exit code 0, and they have printed themselves.
    if (error.exitCode === 0) return { code: 0, line: undefined };
    if (error.code === 'commander.help') return { code: 2, line: undefined };
    return { code: 2, line: oneLine(error.message.replace(/^error: /, '')) };
  }
  if (error instanceof UsageError) return { code: 2, line: oneLine(error.message) };
  return { code: 1, line: oneLine(explain(error)) };
}

/** The message, with the cause where it adds something. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (error instanceof ConfigError || !(cause instanceof Error) || error.message.includes(cause.message)) {
    return error.message;
  }
  return `${error.message} (${cause.message})`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').trim();
}
