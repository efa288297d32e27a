import test from 'ava';
import { CommanderError } from 'commander';
import { CommandError, explain, resultOf, UsageError } from '../../cli/terminal/failure.ts';
import { visible } from '../../cli/terminal/output.ts';
import { lines } from '../../cli/wirechart/line-reader.ts';
import { ConfigError } from '../../runtime/errors/config-error.ts';

test('control characters of a peer are made visible, text and tabs are unchanged', (t) => {
  t.is(visible('grüße\t日本 👍'), 'grüße\t日本 👍');
  t.is(visible('\u001b[2J\u0007\r'), '\\u{1b}[2J\\u{7}\\u{d}');
  t.is(visible('\u009b31m\u202e'), '\\u{9b}31m\\u{202e}');
});

test('every kind of error is one line and an exit code', (t) => {
  t.deepEqual(resultOf(new UsageError('two\n  lines')), { code: 2, line: 'two lines' });
  t.deepEqual(resultOf(new CommandError('no')), { code: 1, line: 'no' });
  t.deepEqual(resultOf(new CommanderError(0, 'commander.version', '1')), { code: 0, line: undefined });
  t.deepEqual(resultOf(new CommanderError(1, 'commander.help', '(help)')), { code: 2, line: undefined });
  t.deepEqual(resultOf('thrown text'), { code: 1, line: 'thrown text' });
});

test('a cause is reported where it adds information', (t) => {
  t.is(explain(new Error('failed', { cause: new Error('because') })), 'failed (because)');
  t.is(explain(new Error('hello: too short', { cause: new Error('too short') })), 'hello: too short');
  t.is(explain(new ConfigError('key', 'is no key', { cause: new Error('error:1E08010C') })), 'key: is no key');
});

test('lines are complete, however the input is split', async (t) => {
  async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
    for (const text of texts) yield Buffer.from(text);
  }
  const read = async (...texts: string[]): Promise<string[]> => {
    const result: string[] = [];
    for await (const line of lines(pieces(...texts))) result.push(Buffer.from(line).toString());
    return result;
  };
  t.deepEqual(await read('a\nb'), ['a', 'b']);
  t.deepEqual(await read('a\r', '\nb\n', '\n', 'c', 'd\r\n'), ['a', 'b', '', 'cd']);
  t.deepEqual(await read(''), []);
  t.deepEqual(await read('grü', 'ße'), ['grüße']);
});
