import { ConfigError } from '../../errors/config-error.ts';

const LISTS = ['cipherSuites', 'groups', 'keyShares', 'alpnProtocols', 'srtpProfiles'] as const;

/**
 * What the types promise and callers without types do not: throws ConfigError for options that are not even of the right
 * kind, before anything looks into them.
 */
export function checkShapes(options: unknown): void {
  if (!isObject(options)) throw new ConfigError('options', 'is not an object');
  const { provider, host, certificate } = options;
  if (!isObject(provider) || !isObject(provider['capabilities'])) {
    throw new ConfigError('provider', 'is none of wirechart/crypto');
  }
  if (!isObject(host) || typeof host['address'] !== 'function')
    throw new ConfigError('host', 'has no function address');
  const { wallClock } = options;
  if (wallClock !== undefined && typeof wallClock !== 'function')
    throw new ConfigError('wallClock', 'is not a function');
  for (const option of LISTS) {
    const list = options[option];
    if (list === undefined) continue;
    const isList = Array.isArray(list) && list.every((name) => typeof name === 'string');
    if (!isList) throw new ConfigError(option, 'is not a list of names');
  }
  if (certificate === undefined) return;
  const isCertificate =
    isObject(certificate) && Array.isArray(certificate['chain']) && isObject(certificate['privateKey']);
  if (!isCertificate) throw new ConfigError('certificate', 'is not a chain with a privateKey');
}

/** Throws ConfigError for what is no number of a path. */
export function checkPath(path: unknown): void {
  if (!Number.isSafeInteger(path)) throw new ConfigError('path', 'is not a whole number');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
