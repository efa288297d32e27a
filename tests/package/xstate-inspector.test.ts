import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import test from 'ava';
import { installWirechart } from './installed-package.ts';
import { runScript } from './running-script.ts';

const { folder, root, link, remove } = await installWirechart();
test.after.always(remove);
link('xstate', '@statelyai/inspect');

test('the program of the guide shows the states of a flight to the XState inspector', async (t) => {
  const guide = readFileSync(join(root, 'docs/guides/xstate-inspector.md'), 'utf8');
  const [, program = ''] = /^```js\n(\/\/ inspect\.js\n[\s\S]*?)^```/m.exec(guide) ?? [];
  const port = await freePort();
  const withoutBrowser = program.replace('{ port: 8080 }', `{ port: ${port}, autoOpen: false }`);
  writeFileSync(join(folder, 'inspect.js'), withoutBrowser.replace('localhost:8080', `localhost:${port}`));
  const script = runScript(t, folder, ['inspect.js']);
  await Promise.race([listening(port), script.ended]);
  // The page of the inspector gets what this receiver gets: all events from the start.
  const events: StatelyInspectionEvent[] = [];
  await Promise.race([
    new Promise<void>((done) => {
      createWebSocketReceiver({ server: `ws://localhost:${port}` }).subscribe((event) => {
        events.push(event);
        if (event.type === '@xstate.snapshot' && event.event.type === 'transmitted') done();
      });
    }),
    script.ended.then(() => t.fail(script.output())),
  ]);
  const actor = events.find((event) => event.type === '@xstate.actor');
  t.is(JSON.parse(actor?.definition ?? '{}').id, 'flight');
  const values = events.flatMap((event) => (event.type === '@xstate.snapshot' ? [stateIn(event.snapshot)] : []));
  t.deepEqual(values.slice(-2), ['SENDING', { WAITING: 'ARMED' }]);
});

function stateIn(snapshot: object): unknown {
  return 'value' in snapshot ? snapshot.value : undefined;
}

/** Resolves when a server accepts connections on the port. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, 'localhost');
    const accepted = await new Promise((done) => {
      socket.once('connect', () => done(true)).once('error', () => done(false));
    });
    socket.destroy();
    if (accepted) return;
    await setTimeout(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
