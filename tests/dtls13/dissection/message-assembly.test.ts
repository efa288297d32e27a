import process from 'node:process';
import test from 'ava';
import { HandshakeType } from '../../../generated/dtls13/registries/handshake-type.ts';
import { MessageAssembly } from '../../../runtime/dtls13/dissection/message-assembly.ts';

function part(length: number, fragmentOffset: number, bytes: number) {
  return {
    msgType: HandshakeType.certificate,
    length,
    messageSeq: 2,
    fragmentOffset,
    fragment: new Uint8Array(bytes).fill(fragmentOffset === 0 ? 1 : 2),
  };
}

test('a capture full of one-byte fragments of long messages hides no message of a legitimate sender', (t) => {
  const assembly = new MessageAssembly();
  t.is(assembly.add('honest', 2, part(1000, 0, 600)), undefined);
  for (let sender = 0; sender < 5000; sender++) assembly.add(`forged ${sender}`, 0, part(2 ** 18, 2 ** 18 - 1, 1));
  const message = assembly.add('honest', 2, part(1000, 600, 400));
  t.is(message?.fragments, 2);
  t.deepEqual(
    message?.body,
    Uint8Array.from({ length: 1000 }, (_, index) => (index < 600 ? 1 : 2)),
  );
});

test('when incomplete messages exceed the memory limit, the oldest are discarded first', (t) => {
  const assembly = new MessageAssembly();
  const half = 2 ** 17;
  for (let sender = 0; sender < 600; sender++) assembly.add(`${sender}`, 2, part(2 ** 18, 0, half));
  t.is(assembly.add('0', 2, part(2 ** 18, half, half)), undefined, 'its first half was discarded');
  t.is(assembly.add('599', 2, part(2 ** 18, half, half))?.body.length, 2 ** 18);
});

test('pieces without bytes are not kept', (t) => {
  const assembly = new MessageAssembly();
  const before = process.memoryUsage().heapUsed;
  for (let sender = 0; sender < 200_000; sender++) assembly.add(`forged ${sender}`, 0, part(2 ** 18, 5, 0));
  const grown = process.memoryUsage().heapUsed - before;
  t.true(grown < 40e6, `${grown} bytes`);
});
