// Errors and checks of the handwritten codecs, equal to those of the generated ones.
import { WireError } from 'wirechart/runtime';

export function truncated(field: string): WireError {
  return new WireError('ERR_WIRE_TRUNCATED', field, 'ends too early');
}

export function trailing(field: string): WireError {
  return new WireError('ERR_WIRE_TRAILING', field, 'has trailing bytes');
}

export function range(field: string): WireError {
  return new WireError('ERR_WIRE_RANGE', field, 'has an invalid length');
}

export function illegal(field: string): WireError {
  return new WireError('ERR_WIRE_ILLEGAL_VALUE', field, 'has an illegal value');
}

/** Throws for a duplicate tag. Linear for long lists, which an attacker can send. */
export function requireDistinct(tags: readonly number[], field: string): void {
  if (tags.length > 16) {
    if (new Set(tags).size !== tags.length) throw illegal(field);
    return;
  }
  for (let i = 1; i < tags.length; i++) {
    for (let j = 0; j < i; j++) if (tags[i] === tags[j]) throw illegal(field);
  }
}
