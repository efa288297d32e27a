import { AlertDescription } from '../../../generated/dtls13/registries/alert-description.ts';
import { ConfigError } from '../../errors/config-error.ts';
import { valueText } from '../../errors/value-text.ts';
import type { ApplicationResponse } from '../endpoint.ts';

/** Throws ConfigError for an unknown alert, before the alert is encoded. */
export function checkResponse(response: ApplicationResponse): void {
  if (response.accept || Object.hasOwn(AlertDescription, response.alert)) return;
  throw new ConfigError('alert', `unknown alert ${valueText(response.alert)}`);
}
