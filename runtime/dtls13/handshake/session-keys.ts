import { type CipherSuite, CipherSuiteAttributes } from '../../../generated/dtls13/registries/cipher-suite.ts';
import { EPOCH_APPLICATION, EPOCH_HANDSHAKE } from '../../../generated/dtls13/registries/constants.ts';
import { KeySchedule, type TrafficSecrets } from '../../crypto/key-schedule.ts';
import type { AeadName, Capabilities, CryptoProvider, HashName } from '../../crypto/provider.ts';
import type { RecordProtection } from '../../crypto/record-protection.ts';
import { ApplicationSecrets } from './application-secrets.ts';
import { attributesOf } from './cipher-suite-attributes.ts';
import { Exporter } from './exporter.ts';
import type { HandshakeContext, SessionSecrets } from './handshake-context.ts';
import { LABEL_PREFIX } from './label-prefix.ts';
import { ResumptionSecret } from './psk/resumption-secret.ts';
import { protectionOf } from './traffic-protection.ts';

/** By the capabilities of a provider, which do not change: each connection asks several times. */
const suitesOf = new WeakMap<Capabilities, readonly CipherSuite[]>();

/** The cipher suites that the provider supports, in the order of the registry, which is the order of preference. */
export function supportedSuites({ capabilities }: CryptoProvider): readonly CipherSuite[] {
  let suites = suitesOf.get(capabilities);
  if (suites === undefined) {
    suites = Object.entries(CipherSuiteAttributes)
      .filter(([, { aead, hash }]) => {
        return capabilities.aeads.includes(aead as AeadName) && capabilities.hashes.includes(hash as HashName);
      })
      .map(([suite]) => Number(suite));
    suitesOf.set(capabilities, suites);
  }
  return suites;
}

/** The hash of a suite. Only for a suite of `supportedSuites`. */
export function hashOf(suite: CipherSuite): HashName {
  return attributesOf(suite).hash as HashName;
}

/**
 * Derives the keys of epochs 2 and 3 (RFC 9147 section 6.1) from the shared secret (RFC 9846 section 7.1) and installs
 * them.
 *
 * 1. `installHandshake`: handshake traffic secrets, epoch 2 in both directions.
 * 2. `verifyData`: the MAC of a Finished.
 * 3. `deriveApplication`: application traffic secrets and exporter secret.
 * 4. `installApplicationWrite` and `installApplicationRead`: epoch 3.
 */
export class SessionKeys {
  readonly #context: HandshakeContext;
  readonly #role: 'client' | 'server';
  readonly #suite: CipherSuite;
  readonly #clientRandom: Uint8Array;
  readonly #schedule: KeySchedule;
  #handshake: TrafficSecrets | undefined;
  #application: ApplicationSecrets | undefined;
  #exporter: Exporter | undefined;

  /** `psk`: the pre-shared key, borrowed; undefined: none. */
  constructor(
    context: HandshakeContext,
    role: 'client' | 'server',
    suite: CipherSuite,
    clientRandom: Uint8Array,
    psk: Uint8Array | undefined,
  ) {
    this.#context = context;
    this.#role = role;
    this.#suite = suite;
    this.#clientRandom = clientRandom;
    this.#schedule = new KeySchedule(context.provider, hashOf(suite), LABEL_PREFIX, psk);
  }

  /** Installs epoch 2 in both directions and overwrites `sharedSecret`; undefined: there is only a pre-shared key. */
  installHandshake(sharedSecret: Uint8Array | undefined, transcriptHash: Uint8Array): void {
    try {
      this.#schedule.enterHandshake(sharedSecret);
    } finally {
      sharedSecret?.fill(0);
    }
    const secrets = this.#schedule.handshakeTrafficSecrets(transcriptHash);
    this.#handshake = secrets;
    this.#context.keylog('CLIENT_HANDSHAKE_TRAFFIC_SECRET', this.#clientRandom, secrets.client);
    this.#context.keylog('SERVER_HANDSHAKE_TRAFFIC_SECRET', this.#clientRandom, secrets.server);
    this.#context.keys.installRead(EPOCH_HANDSHAKE, this.#protection(this.#readSecret(secrets)));
    this.#context.keys.installWrite(EPOCH_HANDSHAKE, this.#protection(this.#writeSecret(secrets)));
  }

  /** verify_data of the Finished of `side`; `transcriptHash` covers all earlier messages. */
  verifyData(side: 'client' | 'server', transcriptHash: Uint8Array): Uint8Array {
    const secrets = this.#handshake as TrafficSecrets;
    return this.#schedule.finishedVerifyData(secrets[side], transcriptHash);
  }

  /** Derives the secrets of epoch 3; `transcriptHash` ends with the server's Finished. */
  deriveApplication(transcriptHash: Uint8Array): void {
    this.#schedule.enterMain();
    const secrets = this.#schedule.applicationTrafficSecrets(transcriptHash);
    this.#application = new ApplicationSecrets(
      this.#context,
      this.#schedule,
      this.#suite,
      this.#role,
      secrets,
      this.#clientRandom,
    );
    const exporterSecret = this.#schedule.exporterSecret(transcriptHash);
    this.#context.keylog('EXPORTER_SECRET', this.#clientRandom, exporterSecret);
    this.#exporter = new Exporter(this.#schedule, exporterSecret, this.#context.buffers.crypto);
  }

  installApplicationWrite(): void {
    this.#context.keys.installWrite(EPOCH_APPLICATION, this.#applicationSecrets.protection('write'));
  }

  installApplicationRead(): void {
    this.#context.keys.installRead(EPOCH_APPLICATION, this.#applicationSecrets.protection('read'));
  }

  /** The secret of tickets; `transcriptHash` ends with the client's Finished. Owned by the caller. */
  deriveResumption(transcriptHash: Uint8Array): ResumptionSecret {
    return new ResumptionSecret(this.#schedule, this.#schedule.resumptionSecret(transcriptHash));
  }

  /** Transfers the secrets of the session to the caller. Only once, after `deriveApplication`. */
  takeSession(): Omit<SessionSecrets, 'resumption' | 'transcript'> {
    const session = {
      exporter: this.#exporter as Exporter,
      application: this.#applicationSecrets,
      handshakeRead: this.#readSecret(this.#handshake as TrafficSecrets).slice(),
    };
    this.#exporter = undefined;
    this.#application = undefined;
    return session;
  }

  zeroize(): void {
    this.#exporter?.zeroize();
    this.#application?.zeroize();
    this.#schedule.zeroize();
    this.#handshake?.client.fill(0);
    this.#handshake?.server.fill(0);
  }

  get #applicationSecrets(): ApplicationSecrets {
    return this.#application as ApplicationSecrets;
  }

  #writeSecret(secrets: TrafficSecrets): Uint8Array {
    return secrets[this.#role];
  }

  #readSecret(secrets: TrafficSecrets): Uint8Array {
    return secrets[this.#role === 'client' ? 'server' : 'client'];
  }

  #protection(secret: Uint8Array): RecordProtection {
    return protectionOf(this.#context.provider, this.#schedule, this.#suite, secret);
  }
}
