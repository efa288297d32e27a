import { readFileSync } from 'node:fs';
import type { PskKind } from '../../runtime/crypto/key-schedule.ts';
import type { HashName } from '../../runtime/crypto/provider.ts';

/** The contents of tests/vectors/psk; bytes are hexadecimal. */
export interface PskVectors {
  readonly binders: readonly {
    readonly psks: readonly {
      readonly kind: PskKind;
      readonly hash: HashName;
      readonly identity: string;
      readonly age: number;
      readonly key: string;
    }[];
    /** The first ClientHello, if `clientHello` is the second one; else empty. */
    readonly before: string;
    readonly retry?: string;
    readonly clientHello: string;
  }[];
  readonly imports: readonly {
    readonly hash: HashName;
    readonly targetHash: HashName;
    readonly externalIdentity: string;
    readonly context: string;
    readonly key: string;
    readonly identity: string;
    readonly imported: string;
  }[];
  readonly schedules: readonly {
    readonly hash: HashName;
    readonly psk: string;
    /** Empty: the handshake has no key exchange. */
    readonly sharedSecret: string;
    readonly helloHash: string;
    readonly finishedHash: string;
    readonly clientHandshakeTraffic: string;
    readonly clientEarlyTraffic: string;
    readonly earlyExporter: string;
    readonly resumption: string;
    readonly ticketNonce: string;
    readonly ticketPsk: string;
  }[];
  readonly tickets: readonly {
    readonly key: string;
    readonly psk: string;
    readonly chain: readonly string[];
    readonly ticket: string;
  }[];
}

export const pskVectors: PskVectors = JSON.parse(readFileSync('tests/vectors/psk/psk.json', 'utf8'));
