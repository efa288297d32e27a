import { ExtensionType } from '../../../generated/dtls13/registries/extension-type.ts';
import type { SeededRandom } from '../../../runtime/testing/index.ts';

export function pick<T>(random: SeededRandom, values: readonly T[]): T {
  return values[random.bits() % values.length] as T;
}

/** At most `longest` random bytes. */
export function noise(random: SeededRandom, longest: number): Uint8Array {
  return Uint8Array.from({ length: random.bits() % (longest + 1) }, () => random.bits());
}

const extensionTypes = Object.values(ExtensionType);

/** An extension of any message; some messages have no encoding for it. */
function anyExtension(random: SeededRandom): unknown {
  return pick<() => unknown>(random, [
    () => ({ kind: 'early_data' }),
    () => ({ kind: 'early_data', extensionData: { maxEarlyDataSize: random.bits() } }),
    () => ({ kind: 'post_handshake_auth' }),
    () => ({ kind: 'rrc' }),
    () => ({ kind: 'connection_id', extensionData: { cid: noise(random, 20) } }),
    () => ({ kind: 'pre_shared_key', extensionData: { selectedIdentity: random.bits() % 3 } }),
    () => ({ kind: 'psk_key_exchange_modes', extensionData: { keModes: [random.bits() % 3] } }),
    () => ({ kind: 'cookie', extensionData: { cookie: Uint8Array.of(1, ...noise(random, 40)) } }),
    () => ({ kind: 'record_size_limit', extensionData: { recordSizeLimit: random.bits() % 2 ** 16 } }),
    () => ({ kind: 'supported_versions', extensionData: { selectedVersion: 0xfefc } }),
    () => ({ kind: 'oid_filters', extensionData: { filters: [] } }),
    () => ({ kind: 'unknown', extensionType: pick(random, extensionTypes), extensionData: noise(random, 12) }),
    () => ({ kind: 'unknown', extensionType: random.bits() % 2 ** 16, extensionData: noise(random, 12) }),
  ])();
}

function damagedBytes(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const cut = random.bits() % (bytes.length + 1);
  switch (random.bits() % 6) {
    case 0:
      return new Uint8Array(0);
    case 1:
      return bytes.slice(0, cut);
    case 2:
      return Uint8Array.of(...bytes, ...noise(random, 20));
    case 3:
      return new Uint8Array(pick(random, [1, 32, 255, 256, 2000]));
    default: {
      const copy = bytes.slice();
      if (cut < copy.length) copy[cut] = (copy[cut] as number) ^ (1 << (random.bits() % 8));
      return copy;
    }
  }
}

function damagedList(random: SeededRandom, list: readonly unknown[]): unknown[] {
  const index = random.bits() % Math.max(1, list.length);
  const isExtensions = list.some((each) => typeof each === 'object' && each !== null && 'kind' in each);
  const kind = random.bits() % 8;
  if (list.length === 0 || kind === 0) return isExtensions ? [...list, anyExtension(random)] : [...list, 1];
  if (kind === 1) return list.filter((_, each) => each !== index);
  if (kind === 2) return [...list, list[index]];
  if (kind === 3) return list.toReversed();
  if (kind === 4 && isExtensions) return list.with(index, anyExtension(random));
  if (kind === 5 && isExtensions) return [anyExtension(random), ...list];
  return list.with(index, damagedValue(random, list[index]));
}

/** A copy of a decoded message, or of a part of one, with one change. Not each one has an encoding. */
export function damagedValue(random: SeededRandom, value: unknown): unknown {
  if (value instanceof Uint8Array) return damagedBytes(random, value);
  if (Array.isArray(value)) return damagedList(random, value);
  if (typeof value === 'bigint') return BigInt(random.bits());
  if (typeof value === 'number') {
    return pick(random, [0, 1, value + 1, Math.max(0, value - 1), 255, 65_535, random.bits() % 256, random.bits()]);
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.keys(value).filter((name) => name !== 'kind');
  if (fields.length === 0) return anyExtension(random);
  const name = pick(random, fields);
  return { ...value, [name]: damagedValue(random, (value as Record<string, unknown>)[name]) };
}
