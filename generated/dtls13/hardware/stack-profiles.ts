// Code generated from spec/dtls13/hardware/stack.yaml. DO NOT EDIT.
import type { CryptoEngineTiming } from './crypto-engine.ts';
import type { LinkTiming } from './link.ts';

/** Timing parameters of every module: DTLS 1.3 stack. */
export interface StackProfile {
  readonly name: string;
  readonly cryptoEngine: CryptoEngineTiming;
  readonly link: LinkTiming;
}

/**
 * A system on chip with pipelined AES and hash cores at 125 MHz and an elliptic-curve unit, on a fast local network.
 * Design values, each compared with published figures.
 */
export const ipDefault: StackProfile = {
  name: 'ip-default',
  cryptoEngine: {
    // CAST AES-GCM product brief, X core
    aes128GcmSeal: { setupPs: 0, perBlockPs: 8000, blockBytes: 16 },
    // CAST AES-GCM product brief, X core
    aes128GcmOpen: { setupPs: 0, perBlockPs: 8000, blockBytes: 16 },
    // design value; compare FIPS 197 table 3
    aes256GcmSeal: { setupPs: 0, perBlockPs: 12000, blockBytes: 16 },
    // design value; compare FIPS 197 table 3
    aes256GcmOpen: { setupPs: 0, perBlockPs: 12000, blockBytes: 16 },
    // design value; compare Design Gateway ChaCha20-Poly1305 IP
    chacha20Poly1305Seal: { setupPs: 0, perBlockPs: 10000, blockBytes: 16 },
    // design value; compare Design Gateway ChaCha20-Poly1305 IP
    chacha20Poly1305Open: { setupPs: 0, perBlockPs: 10000, blockBytes: 16 },
    // as aes_128_gcm_seal
    aes128Mask: { setupPs: 0, perBlockPs: 8000, blockBytes: 16 },
    // as aes_256_gcm_seal
    aes256Mask: { setupPs: 0, perBlockPs: 12000, blockBytes: 16 },
    // as chacha20_poly1305_seal
    chacha20Mask: { setupPs: 0, perBlockPs: 10000, blockBytes: 16 },
    // design value; compare FIPS 197 section 5.2
    keyInstallation: { setupPs: 80000, perBlockPs: 8000, blockBytes: 16 },
    // design value; compare TI SWCU185F table 13-17
    hash: { setupPs: 0, perBlockPs: 10000, blockBytes: 16 },
    // hash, and RFC 2104 section 2
    hmac: { setupPs: 160000, perBlockPs: 10000, blockBytes: 16 },
    // design value
    x25519KeyGeneration: { setupPs: 500000000, perBlockPs: 0, blockBytes: 32 },
    // design value
    x25519KeyAgreement: { setupPs: 500000000, perBlockPs: 0, blockBytes: 32 },
    // design value
    secp256r1KeyGeneration: { setupPs: 500000000, perBlockPs: 0, blockBytes: 65 },
    // design value
    secp256r1KeyAgreement: { setupPs: 500000000, perBlockPs: 0, blockBytes: 65 },
    // design value, and hash
    ecdsaP256Sign: { setupPs: 200000000, perBlockPs: 10000, blockBytes: 16 },
    // design value, and hash
    ecdsaP256Verify: { setupPs: 300000000, perBlockPs: 10000, blockBytes: 16 },
  },
  link: {
    // IEEE 802.3 1000BASE-T, 1 Gb/s
    serialization: { setupPs: 0, perBlockPs: 8000, blockBytes: 1 },
    // design value: 1 ms, a local network with a few hops
    propagationDelayPs: 1000000000,
    // design value: 0.1 %, a local network under load
    lossPpm: 1000,
  },
};

/**
 * Node 20 crypto on one core of an AMD EPYC at 2.4 GHz, measured per call (64, 1350 and 16384 bytes), on the same
 * link. A stack without accelerators: the setup time of a call exceeds the time for its bytes.
 */
export const x86Node: StackProfile = {
  name: 'x86-node',
  cryptoEngine: {
    // measured: 5.0 us + 0.34 ns/B
    aes128GcmSeal: { setupPs: 5000000, perBlockPs: 5440, blockBytes: 16 },
    // measured: 5.0 us + 0.34 ns/B
    aes128GcmOpen: { setupPs: 5000000, perBlockPs: 5440, blockBytes: 16 },
    // measured: 4.6 us at 64 B, 12.8 us at 16 KiB
    aes256GcmSeal: { setupPs: 4600000, perBlockPs: 8040, blockBytes: 16 },
    // measured: 4.6 us at 64 B, 12.8 us at 16 KiB
    aes256GcmOpen: { setupPs: 4600000, perBlockPs: 8040, blockBytes: 16 },
    // measured: 4.8 us at 64 B, 16.0 us at 16 KiB
    chacha20Poly1305Seal: { setupPs: 4800000, perBlockPs: 10940, blockBytes: 16 },
    // measured: 4.8 us at 64 B, 16.0 us at 16 KiB
    chacha20Poly1305Open: { setupPs: 4800000, perBlockPs: 10940, blockBytes: 16 },
    // as aes_128_gcm_seal without data
    aes128Mask: { setupPs: 5000000, perBlockPs: 0, blockBytes: 16 },
    // as aes_256_gcm_seal without data
    aes256Mask: { setupPs: 4600000, perBlockPs: 0, blockBytes: 16 },
    // as chacha20_poly1305_seal without data
    chacha20Mask: { setupPs: 4800000, perBlockPs: 0, blockBytes: 16 },
    // measured: 1.4 to 1.9 us for each key
    keyInstallation: { setupPs: 1600000, perBlockPs: 0, blockBytes: 16 },
    // measured: 1.6 us at 100 B, 0.72 ns/B
    hash: { setupPs: 1500000, perBlockPs: 46000, blockBytes: 64 },
    // measured: 2.9 us at 100 B
    hmac: { setupPs: 2800000, perBlockPs: 46000, blockBytes: 64 },
    // measured
    x25519KeyGeneration: { setupPs: 46000000, perBlockPs: 0, blockBytes: 32 },
    // measured
    x25519KeyAgreement: { setupPs: 43000000, perBlockPs: 0, blockBytes: 32 },
    // measured
    secp256r1KeyGeneration: { setupPs: 57000000, perBlockPs: 0, blockBytes: 65 },
    // measured
    secp256r1KeyAgreement: { setupPs: 115000000, perBlockPs: 0, blockBytes: 65 },
    // measured, and hash
    ecdsaP256Sign: { setupPs: 46000000, perBlockPs: 46000, blockBytes: 64 },
    // measured, and hash
    ecdsaP256Verify: { setupPs: 84000000, perBlockPs: 46000, blockBytes: 64 },
  },
  link: {
    // IEEE 802.3 1000BASE-T, 1 Gb/s
    serialization: { setupPs: 0, perBlockPs: 8000, blockBytes: 1 },
    // as ip-default
    propagationDelayPs: 1000000000,
    // as ip-default
    lossPpm: 1000,
  },
};

/** By name. */
export const stackProfiles = {
  'ip-default': ipDefault,
  'x86-node': x86Node,
} as const satisfies Readonly<Record<string, StackProfile>>;
export type StackProfileName = keyof typeof stackProfiles;
