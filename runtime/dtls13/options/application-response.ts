import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { checkBoolean, checkChoice, checkGiven, checkInteger, isBytes } from '../../errors/option-checks.ts';
import { valueText } from '../../errors/value-text.ts';
import type { ApplicationResponse } from '../endpoint.ts';
import type { PskLookupResult } from '../handshake/handshake-context.ts';

/** Throws ConfigError for an unknown alert, before the alert is encoded, and for an invalid key or answer. */
export function checkResponse(response: ApplicationResponse): void {
  if ('psk' in response) {
    if (response.psk !== undefined) checkPsk(response.psk);
    return;
  }
  if ('fresh' in response) {
    checkGiven('fresh', response.fresh);
    checkBoolean('fresh', response.fresh);
    return;
  }
  if (response.accept || Object.hasOwn(AlertDescription, response.alert)) return;
  throw new ConfigError('alert', `unknown alert ${valueText(response.alert)}`);
}

function checkPsk({ index, key, hash, imported }: PskLookupResult): void {
  checkInteger('index', index, { min: 0, max: Number.MAX_SAFE_INTEGER });
  checkChoice('hash', hash, ['sha256', 'sha384']);
  checkBoolean('imported', imported);
  if (isBytes(key) && key.length > 0) return;
  throw new ConfigError('psk', 'the key must have at least one byte');
}
