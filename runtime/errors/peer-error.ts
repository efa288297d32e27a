import { WirechartError } from './wirechart-error.ts';

/** The peer broke a rule. The connection ended and the alert told the peer so. */
export class PeerError extends WirechartError {
  /** Name of the alert that was sent: `illegal_parameter`. */
  readonly alert: string;
  /** Document and section of the rule; empty where the cause says more (a message that does not decode). */
  readonly rule: string;

  constructor(alert: string, rule: string, reason: string, options?: ErrorOptions) {
    super(`ERR_DTLS_PEER_${alert.toUpperCase()}`, rule === '' ? reason : `${reason} (${rule})`, options);
    this.alert = alert;
    this.rule = rule;
  }
}
