import { WirechartError } from './wirechart-error.ts';

/** The peer ended the connection with an alert; RFC 9846 section 6. */
export class AlertError extends WirechartError {
  /** Name in the registry, `handshake_failure`, or `unknown (0x..)`. */
  readonly alert: string;

  constructor(alert: string, options?: ErrorOptions) {
    const suffix = alert.startsWith('unknown (') ? 'UNKNOWN' : alert.toUpperCase();
    super(`ERR_DTLS_ALERT_${suffix}`, `the peer sent the alert ${alert}`, options);
    this.alert = alert;
  }
}
