import type { TrustAnchors } from '../certificates/trust-anchors.ts';
import { ConfigError } from '../errors/config-error.ts';

/**
 * The names that the option `certificateAuthorities` sends: those of `anchors` for true, or its own in DER. Undefined:
 * none. `anchors`: those of the option `ca`, undefined without it. Throws ConfigError.
 */
export function authorityNames(
  option: boolean | readonly Uint8Array[] | undefined,
  anchors: TrustAnchors | undefined,
): readonly Uint8Array[] | undefined {
  if (option === undefined || option === false) return undefined;
  if (option !== true) return option;
  if (anchors === undefined) throw new ConfigError('certificateAuthorities', 'needs `ca`, whose names it sends');
  return anchors.certificates.map(({ subject }) => subject);
}
