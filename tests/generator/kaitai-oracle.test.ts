import { readdirSync } from 'node:fs';
import test from 'ava';
import * as wire from '../../generated/dtls13/wire/index.ts';
import { decodeAll, encodeToBytes } from '../../runtime/wire/index.ts';
import { capturedClientHellos, messageCases } from '../wire/dtls13-messages.ts';
import { KaitaiOracle, officialFields } from './kaitai-oracle.ts';

const oracle = new KaitaiOracle();
const WIRE = 'spec/dtls13/wire';

for (const folder of [WIRE, 'spec/dtls13/registries']) {
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.ksy'))) {
    test.serial(`the official compiler accepts ${folder}/${name}`, async (t) => {
      const files = await oracle.compile(`${folder}/${name}`);
      t.true(Object.keys(files).length > 0);
    });
  }
}

/** How our file names lead back to the schema of an exported type. */
function schemaOf(typeName: string): string {
  return `${WIRE}/${typeName.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase()}.ksy`;
}

const schemas = new Set(readdirSync(WIRE).map((name) => `${WIRE}/${name}`));

for (const { name, visit } of messageCases) {
  if (!schemas.has(schemaOf(name))) continue;
  test.serial(`the official parser reads the same ${name} as we do`, async (t) => {
    const checks = visit(({ codec, decodeArgs, encodeArgs }, samples) =>
      samples.map((sample) => async () => {
        const bytes = encodeToBytes(codec, sample, ...encodeArgs);
        const official = officialFields(await oracle.read(schemaOf(name), bytes, ...decodeArgs));
        agree(t.deepEqual.bind(t), decodeAll(codec, bytes, ...decodeArgs), official, name);
      }),
    );
    for (const check of checks) await check();
    t.true(checks.length > 0);
  });
}

for (const { name, bytes } of capturedClientHellos()) {
  test.serial(`the official parser reads the same captured ClientHello of ${name}`, async (t) => {
    const record = decodeAll(wire.DtlsPlaintext, bytes);
    const officialRecord = officialFields(await oracle.read(`${WIRE}/dtls_plaintext.ksy`, bytes));
    agree(t.deepEqual.bind(t), record, officialRecord, 'DtlsPlaintext');
    const handshake = decodeAll(wire.Handshake, record.fragment);
    agree(
      t.deepEqual.bind(t),
      handshake,
      officialFields(await oracle.read(`${WIRE}/handshake.ksy`, record.fragment)),
      'Handshake',
    );
    const hello = decodeAll(wire.ClientHello, handshake.fragment);
    const officialHello = officialFields(await oracle.read(`${WIRE}/client_hello.ksy`, handshake.fragment));
    agree(t.deepEqual.bind(t), hello, officialHello, 'ClientHello');
  });
}

/**
 * Everything in our value must be in the official one under the same name. That one has more: lengths, constants and
 * flags, list wrappers around their `items`, and two halves where we have one 48-bit number.
 */
function agree(
  equal: (actual: unknown, expected: unknown, message: string) => void,
  ours: unknown,
  official: unknown,
  path: string,
): void {
  if (ours === undefined) {
    equal(official, undefined, path);
  } else if (ours instanceof Uint8Array) {
    equal(official, ours, path);
  } else if (Array.isArray(ours)) {
    const items = Array.isArray(official) ? official : (official as { items: unknown[] }).items;
    equal(items.length, ours.length, `${path}.length`);
    for (const [index, item] of ours.entries()) agree(equal, item, items[index], `${path}[${index}]`);
  } else if (typeof ours === 'object' && ours !== null) {
    for (const [key, value] of Object.entries(ours)) {
      // The name of a case is ours alone: the tag decides it, and that is compared through the bytes.
      if (key !== 'kind') agree(equal, value, (official as Record<string, unknown>)[key], `${path}.${key}`);
    }
  } else if (typeof official === 'object' && official !== null) {
    const { high, low } = official as { high: number; low: number };
    equal(high * 2 ** 32 + low, ours, path);
  } else {
    equal(official, ours, path);
  }
}
