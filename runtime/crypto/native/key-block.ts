import { requireKeyLength } from '../aead-lengths.ts';
import type { AeadName } from '../provider.ts';
import type { RecordFunctions } from './addon.ts';

/** Offsets in a block of keys; native/src/core/aead.h. */
const KEY_AT = 0;
const IV_AT = 32;
const NUMBER_KEY_AT = 44;
const KEY_BLOCK_LENGTH = 76;

/** What a block is made of: a copy of each is taken. A part that is not given is zero and not used. */
export interface KeyParts {
  readonly key?: Uint8Array;
  /** 12 bytes. */
  readonly iv?: Uint8Array;
  readonly recordNumberKey?: Uint8Array;
}

/** What the addon keeps for a block that was collected. */
interface Kept {
  readonly addon: RecordFunctions;
  readonly id: number;
}

const DESTROYED = new Uint8Array(0);
let lastId = 0;
const collected = new FinalizationRegistry<Kept>(({ addon, id }) => addon.forgetKeys(id));

/**
 * The keys of the records of one direction in one epoch, as the addon reads them at each call. It keeps contexts of the
 * blocks that were used last only, and keys one again from the block.
 */
export class KeyBlock {
  readonly #addon: RecordFunctions;
  /** Tells the blocks of this thread apart; never used again. */
  readonly id: number;
  /** Empty after `destroy`: the addon refuses it. */
  bytes: Uint8Array;

  /** Throws ConfigError when a key has the wrong length. The caller checks the length of the iv. */
  constructor(addon: RecordFunctions, name: AeadName, { key, iv, recordNumberKey }: KeyParts) {
    if (key !== undefined) requireKeyLength(name, key);
    if (recordNumberKey !== undefined) requireKeyLength(name, recordNumberKey);
    this.#addon = addon;
    this.id = ++lastId;
    this.bytes = new Uint8Array(KEY_BLOCK_LENGTH);
    if (key !== undefined) this.bytes.set(key, KEY_AT);
    if (iv !== undefined) this.bytes.set(iv, IV_AT);
    if (recordNumberKey !== undefined) this.bytes.set(recordNumberKey, NUMBER_KEY_AT);
    collected.register(this, { addon, id: this.id }, this);
  }

  /** Overwrites the keys, and what the addon made of them. */
  destroy(): void {
    this.bytes.fill(0);
    this.bytes = DESTROYED;
    collected.unregister(this);
    this.#addon.forgetKeys(this.id);
  }
}
