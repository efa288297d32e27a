import { type CipherSuite, cipherSuiteName } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { srtpProtectionProfileName } from '../../../../generated/dtls13/registries/srtp-protection-profile.ts';
import type { EncryptedExtensions } from '../../../../generated/dtls13/wire/encrypted-extensions.ts';
import type { GroupName } from '../../../crypto/provider.ts';
import type { NegotiatedParameters } from '../handshake-context.ts';
import type { SessionParameters } from '../psk/session-parameters.ts';
import type { ClientPsk } from './client-psks.ts';

/** What a client knows at the end of its handshake. */
export interface ClientOutcome {
  readonly cipherSuite: CipherSuite;
  /** Undefined: there was no key exchange. */
  readonly group: GroupName | undefined;
  /** The selected pre-shared key; undefined: none. */
  readonly psk: ClientPsk | undefined;
  readonly peerSignatureScheme: NegotiatedParameters['peerSignatureScheme'];
  readonly helloRetry: boolean;
  readonly encryptedExtensions: EncryptedExtensions;
  readonly servername: string | undefined;
  /** The certificates of the server. They are not used with a pre-shared key. */
  readonly chain: readonly Uint8Array[];
  /** When the server's certificate expires, in milliseconds since the Unix epoch. */
  readonly notAfter: number;
}

/** The parameters that the client reports. */
export function clientNegotiatedParameters(outcome: ClientOutcome): NegotiatedParameters {
  const { cipherSuite, group, psk, peerSignatureScheme, helloRetry, encryptedExtensions, servername } = outcome;
  const { extensions } = encryptedExtensions;
  const alpnProtocol = selectedProtocol(encryptedExtensions);
  const profile = extensions.find((extension) => extension.kind === 'use_srtp')?.extensionData
    .srtpProtectionProfiles[0];
  return {
    cipherSuite: cipherSuiteName(cipherSuite),
    group,
    resumed: psk?.session !== undefined,
    pskIdentity: pskIdentityOf(outcome),
    peerSignatureScheme,
    helloRetry,
    alpnProtocol: alpnProtocol && new TextDecoder().decode(alpnProtocol),
    servername,
    srtpProfile: profile && srtpProtectionProfileName(profile),
  };
}

/** What the tickets of the connection resume. Copies what outlasts the messages. `now`: the end of the handshake. */
export function clientSessionParameters(outcome: ClientOutcome, now: number): SessionParameters {
  const { cipherSuite, psk, encryptedExtensions, notAfter } = outcome;
  const stored = psk?.session;
  const chain = psk === undefined ? outcome.chain : [];
  return {
    cipherSuite,
    authenticated: stored?.authenticated ?? now,
    resumed: stored !== undefined,
    notAfter,
    pskIdentity: new Uint8Array(pskIdentityOf(outcome) ?? []),
    chain: stored?.chain.map(({ certData }) => certData) ?? chain.map((der) => new Uint8Array(der)),
    alpnProtocol: new Uint8Array(selectedProtocol(encryptedExtensions) ?? []),
  };
}

/** The identity of the external key that authenticated the peers, now or in the session that is resumed. */
function pskIdentityOf({ psk }: ClientOutcome): Uint8Array | undefined {
  const stored = psk?.session?.pskIdentity;
  return psk?.psk.externalIdentity ?? (stored?.length ? stored : undefined);
}

function selectedProtocol({ extensions }: EncryptedExtensions): Uint8Array | undefined {
  const protocol = extensions.find((extension) => extension.kind === 'application_layer_protocol_negotiation');
  return protocol?.extensionData.protocolName.name;
}
