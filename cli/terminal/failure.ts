import { CommanderError } from 'commander';
import { ConfigError, WirechartError } from 'wirechart/runtime';

/** The command line is invalid: exit code 2. */
export class UsageError extends WirechartError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WIRECHART_USAGE', message, options);
  }
}

/** The command line is valid, but the command failed: exit code 1. */
export class CommandError extends WirechartError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_WIRECHART_COMMAND', message, options);
  }
}

export interface ProgramResult {
  /** 0 success, 1 failure, 2 invalid command line. */
  readonly code: number;
  /** One line; undefined if commander has already printed everything. */
  readonly line: string | undefined;
}

/** The exit code and the message for a thrown value. */
export function resultOf(error: unknown): ProgramResult {
  if (error instanceof CommanderError) {
    // commander throws for help and version too, with exit code 0, after it has printed them.
    if (error.exitCode === 0) return { code: 0, line: undefined };
    if (error.code === 'commander.help') return { code: 2, line: undefined };
    return { code: 2, line: oneLine(error.message.replace(/^error: /, '')) };
  }
  if (error instanceof UsageError) return { code: 2, line: oneLine(error.message) };
  return { code: 1, line: oneLine(explain(error)) };
}

/** The message, followed by that of the cause if the message does not contain it. */
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
