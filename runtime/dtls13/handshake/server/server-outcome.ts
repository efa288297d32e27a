import { cipherSuiteName } from '../../../../generated/dtls13/registries/cipher-suite.ts';
import { srtpProtectionProfileName } from '../../../../generated/dtls13/registries/srtp-protection-profile.ts';
import type { GroupName } from '../../../crypto/provider.ts';
import type { NegotiatedParameters } from '../handshake-context.ts';
import type { SessionParameters } from '../psk/session-parameters.ts';
import type { SelectedPsk } from './psk-negotiation.ts';
import type { SelectedParameters } from './selected-parameters.ts';

/** What a server knows at the end of its handshake. */
export interface ServerOutcome {
  readonly selected: SelectedParameters;
  /** Undefined: there was no key exchange. */
  readonly group: GroupName | undefined;
  /** The selected pre-shared key; undefined: none. */
  readonly psk: SelectedPsk | undefined;
  readonly peerSignatureScheme: NegotiatedParameters['peerSignatureScheme'];
  readonly helloRetry: boolean;
  /** The certificates of the client. They are not used with a pre-shared key. */
  readonly chain: readonly Uint8Array[];
  /** When the client's certificate expires, in milliseconds since the Unix epoch. */
  readonly notAfter: number;
}

/** The parameters that the server reports. */
export function serverNegotiatedParameters(outcome: ServerOutcome): NegotiatedParameters {
  const { selected, group, psk, peerSignatureScheme, helloRetry } = outcome;
  const { suite, servername, alpnProtocol, srtpProfile } = selected;
  return {
    cipherSuite: cipherSuiteName(suite),
    group,
    resumed: psk?.ticket !== undefined,
    pskIdentity: pskIdentityOf(outcome),
    peerSignatureScheme,
    helloRetry,
    alpnProtocol: alpnProtocol === undefined ? undefined : new TextDecoder().decode(alpnProtocol),
    servername,
    srtpProfile: srtpProfile === undefined ? undefined : srtpProtectionProfileName(srtpProfile),
  };
}

/** What the tickets of the connection resume. `now`: the end of the handshake. */
export function serverSessionParameters(outcome: ServerOutcome, now: number): SessionParameters {
  const { selected, psk, notAfter } = outcome;
  const ticket = psk?.ticket;
  const chain = psk === undefined ? outcome.chain : [];
  return {
    cipherSuite: selected.suite,
    authenticated: ticket?.authenticated ?? now,
    resumed: ticket !== undefined,
    notAfter,
    pskIdentity: new Uint8Array(pskIdentityOf(outcome) ?? []),
    chain: ticket?.chain.map(({ certData }) => certData) ?? chain,
    alpnProtocol: selected.alpnProtocol ?? new Uint8Array(0),
  };
}

/** The identity of the external key that authenticated the peers, now or in the session that is resumed. */
function pskIdentityOf({ psk }: ServerOutcome): Uint8Array | undefined {
  const stored = psk?.ticket?.pskIdentity;
  return psk?.psk.externalIdentity ?? (stored?.length ? stored : undefined);
}
