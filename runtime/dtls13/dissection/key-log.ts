/** Maximum of connections; further ones are ignored. */
const MAX_CONNECTIONS = 1_000_000;

/**
 * The secrets of a key log (RFC 9850), as NSS, browsers and our `keylog` event write it: `LABEL clientRandom secret`,
 * hexadecimal, one on each line.
 */
export class KeyLog {
  readonly #connections = new Map<string, Map<string, Uint8Array>>();
  /** Number of lines that are neither empty, nor comments, nor secrets. */
  readonly ignored: number = 0;

  constructor(text: string) {
    for (const line of text.split(/\r?\n/)) {
      if (/^\s*(#|$)/.test(line)) continue;
      const [, label, random, secret] = /^\s*(\w+) ([0-9a-fA-F]{64}) ((?:[0-9a-fA-F]{2}){1,64})\s*$/.exec(line) ?? [];
      if (label === undefined || random === undefined || secret === undefined) this.ignored += 1;
      else this.#add(random.toLowerCase(), label, fromHex(secret));
    }
  }

  /** Number of connections with secrets. */
  get size(): number {
    return this.#connections.size;
  }

  /** Secrets by label; undefined: the key log has none for a ClientHello with this random. */
  secretsOf(clientRandom: Uint8Array): ReadonlyMap<string, Uint8Array> | undefined {
    return this.#connections.get(toHex(clientRandom));
  }

  #add(random: string, label: string, secret: Uint8Array): void {
    let secrets = this.#connections.get(random);
    if (secrets === undefined) {
      if (this.#connections.size >= MAX_CONNECTIONS) return;
      secrets = new Map();
      this.#connections.set(random, secrets);
    }
    secrets.set(label, secret);
  }
}

function fromHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16),
  );
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
