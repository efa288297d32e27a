import { readFileSync } from 'node:fs';
import test from 'ava';
import { Diagnostics } from '../../../generator/diagnostics/diagnostics.ts';
import { checkedHardware } from '../../../generator/lint/hardware.ts';
import type { Hardware } from '../../../generator/model/hardware.ts';

const PATH = 'spec/dtls13/hardware/stack.yaml';
const SHIPPED = readFileSync(PATH, 'utf8');

/** Reads and lints one file. */
function check(text: string): { readonly hardware: Hardware | undefined; readonly complaints: readonly string[] } {
  const diagnostics = new Diagnostics();
  const [hardware] = checkedHardware({ name: 'dtls13', files: [{ path: PATH, text }] }, diagnostics);
  return { hardware, complaints: diagnostics.errors.map(({ message }) => message.replace(`${PATH}:`, '')) };
}

test('the hardware description of DTLS 1.3 has no mistakes', (t) => {
  const { hardware, complaints } = check(SHIPPED);
  t.deepEqual(complaints, []);
  t.is(hardware?.id, 'stack');
  t.deepEqual(
    hardware?.modules.map(({ id }) => id),
    ['record_layer', 'handshake_engine', 'crypto_engine', 'link'],
  );
  t.deepEqual(
    hardware?.profiles.map(({ id }) => id),
    ['ip-default', 'x86-node'],
  );
  const crypto = hardware?.modules.find(({ id }) => id === 'crypto_engine');
  t.is(crypto?.sockets[0]?.initiators, 2);
  t.deepEqual(crypto?.operations.at(-1)?.address, { value: 0xc0, text: '0xc0' });
});

test('every number of every DTLS 1.3 profile has a source', (t) => {
  const laws = check(SHIPPED).hardware?.profiles.flatMap(({ modules }) =>
    modules.flatMap((module) => [...module.laws, ...module.times, ...module.ratios]),
  );
  t.is(laws?.length, 42);
  t.true(laws?.every(({ ref }) => ref.length > 3));
});
