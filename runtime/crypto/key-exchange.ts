import { ConfigError } from '../errors/config-error.ts';
import type { EcdheKeyPair } from './ecdhe-key-pair.ts';
import { curveOf, HYBRID_GROUPS, HybridKeyPair, hybridResponse, isHybrid } from './hybrid-key-exchange.ts';
import type { MlKem, RandomSource } from './ml-kem.ts';
import type { CryptoProvider, EcdheGroupName, GroupName, KeyExchangeResponse, KeyPair } from './provider.ts';

/** What a provider needs for the key exchange of any group. */
export interface KeyExchangeParts {
  /** The curves of the library. */
  readonly curves: readonly EcdheGroupName[];
  readonly ecdheKeyPair: (curve: EcdheGroupName) => EcdheKeyPair;
  /** The server's side of a curve in one call; without it `ecdheKeyPair` is used. */
  readonly respond?: (curve: EcdheGroupName, clientShare: Uint8Array) => KeyExchangeResponse | undefined;
  /** Undefined: no hybrids. */
  readonly mlKem: MlKem | undefined;
  readonly random: RandomSource;
}

/** The key exchange of a provider, on the primitives of its library; RFC 9846 section 7.4. */
export class KeyExchange implements Pick<CryptoProvider, 'generateKeyPair' | 'respond'> {
  /** The hybrids, then the curves; most preferred first. */
  readonly groups: readonly GroupName[];
  readonly #parts: KeyExchangeParts;

  constructor(parts: KeyExchangeParts) {
    this.#parts = parts;
    const { curves, mlKem } = parts;
    const hybrids = HYBRID_GROUPS.filter((group) => mlKem !== undefined && curves.includes(curveOf(group)));
    this.groups = [...hybrids, ...curves];
  }

  generateKeyPair(group: GroupName): KeyPair {
    const { ecdheKeyPair, random } = this.#parts;
    if (!isHybrid(group)) return ecdheKeyPair(group);
    return new HybridKeyPair(group, ecdheKeyPair(curveOf(group)), this.#mlKem(group), random);
  }

  respond(group: GroupName, clientShare: Uint8Array): KeyExchangeResponse | undefined {
    const { ecdheKeyPair, random } = this.#parts;
    if (isHybrid(group)) {
      return hybridResponse(group, clientShare, ecdheKeyPair(curveOf(group)), this.#mlKem(group), random);
    }
    if (this.#parts.respond !== undefined) return this.#parts.respond(group, clientShare);
    const keyPair = ecdheKeyPair(group);
    const secret = keyPair.agree(clientShare);
    return secret && { share: keyPair.share, secret };
  }

  #mlKem(group: GroupName): MlKem {
    const { mlKem } = this.#parts;
    if (mlKem === undefined) throw new ConfigError('group', `${group} needs ML-KEM`);
    return mlKem;
  }
}
