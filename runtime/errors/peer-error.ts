import { ConfigError } from './config-error.ts';
import { type PeerReason, peerReasons } from './peer-reason.ts';
import { WirechartError } from './wirechart-error.ts';

/** The peer broke a rule. The connection ended, and the alert told the peer why; RFC 9846 section 6.2. */
export class PeerError extends WirechartError {
  /** Which rule the peer broke. Finer than the alert: several rules share one. */
  readonly reason: PeerReason;
  /** Name of the alert that was sent: `illegal_parameter`. */
  readonly alert: string;
  /** Document and section of the rule: `RFC 9846 section 4.5.2`. */
  readonly rule: string;

  /**
   * `detail` follows the sentence of the reason in the message: `certificate in state WAIT_SH`. Throws ConfigError for an
   * unknown reason.
   */
  constructor(reason: PeerReason, alert: string, rule: string, detail?: string, options?: ErrorOptions) {
    if (!Object.hasOwn(peerReasons, reason)) throw new ConfigError('reason', `${String(reason)} is not a PeerReason`);
    const sentence = peerReasons[reason];
    const message = detail === undefined ? sentence : `${sentence}: ${detail}`;
    super(`ERR_DTLS_PEER_${alert.toUpperCase()}`, `${message} (${rule})`, options);
    this.reason = reason;
    this.alert = alert;
    this.rule = rule;
  }
}
