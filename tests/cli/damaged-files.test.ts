import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { run, temporaryFolder } from './run-cli.ts';

const files: Readonly<Record<string, (path: string) => void>> = {
  'random bytes': (path) => writeFileSync(path, randomBytes(300)),
  'a folder': (path) => mkdirSync(path),
};

for (const [title, make] of Object.entries(files)) {
  test(`${title} in place of a session, ticket keys or a key ends a command with one line, and no contents`, async (t) => {
    const path = join(temporaryFolder(t), 'damaged');
    make(path);
    const server = ['server', '--listen', '127.0.0.1:0', '--self-signed'];
    const commands = [
      ['client', '127.0.0.1:9', '--session', path],
      ['client', '127.0.0.1:9', '--psk', `name:@${path}`],
      [...server, '--tickets', '1', '--ticket-keys', path],
      [...server, '--psk', `name:@${path}`],
    ];
    for (const command of commands) {
      const { code, stderr, stdout } = await run(t, command);
      t.true(code === 1 || code === 2, stderr);
      t.regex(stderr, /^wirechart: (?:--session|--psk|--ticket-keys|cannot read [^\n]*): [^\n]*\n$/);
      t.is(stdout, '');
    }
  });
}
