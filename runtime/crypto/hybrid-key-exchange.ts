/**
 * Hybrids of (EC)DHE with ML-KEM; RFC 10024.
 *
 * | group              | client's share         | server's share   | secret          |
 * |--------------------|------------------------|------------------|-----------------|
 * | X25519MLKEM768     | encapsulation key, ECDHE | ciphertext, ECDHE | ML-KEM, ECDHE |
 * | SecP256r1MLKEM768  | ECDHE, encapsulation key | ECDHE, ciphertext | ECDHE, ML-KEM |
 * | SecP384r1MLKEM1024 | ECDHE, encapsulation key | ECDHE, ciphertext | ECDHE, ML-KEM |
 */

import { type EcdheKeyPair, ecdheShareLength } from './ecdhe-key-pair.ts';
import {
  ciphertextLength,
  encapsulationKeyLength,
  type MlKem,
  type MlKemKeyPair,
  type MlKemName,
  type RandomSource,
} from './ml-kem.ts';
import type { EcdheGroupName, HybridGroupName, KeyExchangeResponse, KeyPair } from './provider.ts';

interface Hybrid {
  readonly ecdhe: EcdheGroupName;
  readonly mlKem: MlKemName;
  /** ML-KEM precedes ECDHE in the shares and in the secret. */
  readonly mlKemFirst: boolean;
}

const HYBRIDS: Readonly<Record<HybridGroupName, Hybrid>> = {
  X25519MLKEM768: { ecdhe: 'x25519', mlKem: 'ml-kem-768', mlKemFirst: true },
  SecP256r1MLKEM768: { ecdhe: 'secp256r1', mlKem: 'ml-kem-768', mlKemFirst: false },
  SecP384r1MLKEM1024: { ecdhe: 'secp384r1', mlKem: 'ml-kem-1024', mlKemFirst: false },
};

/** The hybrids, preferred first. */
export const HYBRID_GROUPS = Object.keys(HYBRIDS) as readonly HybridGroupName[];

/** True for the name of a hybrid. */
export function isHybrid(group: string): group is HybridGroupName {
  return Object.hasOwn(HYBRIDS, group);
}

/** The curve of a hybrid. */
export function curveOf(group: HybridGroupName): EcdheGroupName {
  return HYBRIDS[group].ecdhe;
}

/** The client's side. */
export class HybridKeyPair implements KeyPair {
  readonly group: HybridGroupName;
  readonly share: Uint8Array;
  readonly #ecdhe: EcdheKeyPair;
  readonly #mlKem: MlKemKeyPair;

  /** `ecdhe`: on the curve of the group. */
  constructor(group: HybridGroupName, ecdhe: EcdheKeyPair, mlKem: MlKem, random: RandomSource) {
    this.group = group;
    this.#ecdhe = ecdhe;
    this.#mlKem = mlKem.generateKeyPair(HYBRIDS[group].mlKem, random);
    this.share = joined(HYBRIDS[group], ecdhe.share, this.#mlKem.encapsulationKey);
  }

  agree(serverShare: Uint8Array): Uint8Array | undefined {
    const hybrid = HYBRIDS[this.group];
    const parts = split(hybrid, serverShare, ciphertextLength(hybrid.mlKem));
    const secret = parts && this.#ecdhe.agree(parts.ecdhe);
    if (parts === undefined || secret === undefined) return undefined;
    return joinedSecret(hybrid, secret, () => this.#mlKem.decapsulate(parts.mlKem));
  }
}

/** The server's side. `ecdhe`: on the curve of the group. Undefined where the client's share is not valid. */
export function hybridResponse(
  group: HybridGroupName,
  clientShare: Uint8Array,
  ecdhe: EcdheKeyPair,
  mlKem: MlKem,
  random: RandomSource,
): KeyExchangeResponse | undefined {
  const hybrid = HYBRIDS[group];
  const parts = split(hybrid, clientShare, encapsulationKeyLength(hybrid.mlKem));
  const ecdheSecret = parts && ecdhe.agree(parts.ecdhe);
  if (parts === undefined || ecdheSecret === undefined) return undefined;
  let ciphertext: Uint8Array | undefined;
  const secret = joinedSecret(hybrid, ecdheSecret, () => {
    const encapsulation = mlKem.encapsulate(hybrid.mlKem, parts.mlKem, random);
    ciphertext = encapsulation.ciphertext;
    return encapsulation.sharedSecret;
  });
  if (secret === undefined || ciphertext === undefined) return undefined;
  return { share: joined(hybrid, ecdhe.share, ciphertext), secret };
}

/** The parts of a share as views; undefined where it has another length. */
function split(
  { ecdhe, mlKemFirst }: Hybrid,
  share: Uint8Array,
  mlKemLength: number,
): { readonly ecdhe: Uint8Array; readonly mlKem: Uint8Array } | undefined {
  const ecdheLength = ecdheShareLength(ecdhe);
  if (share.length !== ecdheLength + mlKemLength) return undefined;
  return mlKemFirst
    ? { mlKem: share.subarray(0, mlKemLength), ecdhe: share.subarray(mlKemLength) }
    : { ecdhe: share.subarray(0, ecdheLength), mlKem: share.subarray(ecdheLength) };
}

function joined({ mlKemFirst }: Hybrid, ecdhe: Uint8Array, mlKem: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ecdhe.length + mlKem.length);
  bytes.set(ecdhe, mlKemFirst ? mlKem.length : 0);
  bytes.set(mlKem, mlKemFirst ? 0 : ecdhe.length);
  return bytes;
}

/** The secret of both parts, which are overwritten; undefined where ML-KEM refuses the peer's part. */
function joinedSecret(hybrid: Hybrid, ecdhe: Uint8Array, mlKem: () => Uint8Array): Uint8Array | undefined {
  let secret: Uint8Array | undefined;
  try {
    secret = mlKem();
    return joined(hybrid, ecdhe, secret);
  } catch {
    return undefined;
  } finally {
    ecdhe.fill(0);
    secret?.fill(0);
  }
}
