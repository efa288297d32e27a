import { checkBoolean, integerOption, type NumberOption } from '../../errors/option-checks.ts';
import { type OptionNames, refuseUnknownOptions } from '../../errors/option-names.ts';
import type { ClientAuthSettings, RequestedCertificates } from '../handshake/certificate-request.ts';
import type { OidFilter } from '../handshake/oid-filters.ts';
import { certificateAuthoritiesOf, oidFiltersOf } from './requested-certificates-options.ts';

/** The options of a request for a client's certificate after the handshake; RFC 9846 section 4.7.2. */
export interface CertificateRequestOptions {
  /** True: a client without a certificate is refused with certificate_required. Default false. */
  readonly required?: boolean | undefined;
  /**
   * Longest time until the client responds, in milliseconds: 1 to 2^40, or Infinity for no limit. Default:
   * `handshakeTimeout`. A client may ask its user first. Then the connection ends with a TimeoutError.
   */
  readonly timeout?: number | undefined;
  /** As the option of the endpoint, which is the default. */
  readonly certificateAuthorities?: readonly Uint8Array[] | undefined;
  /** As the option of the server, which is the default. */
  readonly oidFilters?: readonly OidFilter[] | undefined;
}

const CERTIFICATE_REQUEST_OPTIONS: OptionNames<CertificateRequestOptions> = {
  required: true,
  timeout: true,
  certificateAuthorities: true,
  oidFilters: true,
};

/** Throws ConfigError. `defaults`: those of the server. */
export function resolveCertificateRequest(
  options: CertificateRequestOptions,
  defaults: RequestedCertificates,
  handshakeTimeout: number,
): ClientAuthSettings {
  refuseUnknownOptions(options, CERTIFICATE_REQUEST_OPTIONS, 'requestCertificate()');
  const { required = false, timeout = handshakeTimeout, certificateAuthorities, oidFilters } = options;
  checkBoolean('required', required);
  const range: NumberOption = { min: 1, max: 2 ** 40, default: handshakeTimeout };
  return {
    required,
    timeout: timeout === Number.POSITIVE_INFINITY ? timeout : integerOption('timeout', timeout, range),
    certificateAuthorities:
      certificateAuthorities === undefined
        ? defaults.certificateAuthorities
        : certificateAuthoritiesOf(certificateAuthorities),
    oidFilters: oidFilters === undefined ? defaults.oidFilters : oidFiltersOf(oidFilters),
    requestOcsp: defaults.requestOcsp,
  };
}
