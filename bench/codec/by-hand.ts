import { WireError } from 'wirechart/wire';

export function truncated(field: string): WireError {
  return new WireError('ERR_WIRE_TRUNCATED', field, 'ends too early');
}

export function trailing(field: string): WireError {
  return new WireError('ERR_WIRE_TRAILING', field, 'has bytes left over');
}

export function range(field: string): WireError {
  return new WireError('ERR_WIRE_RANGE', field, 'has a length it cannot have');
}

export function illegal(field: string): WireError {
  return new WireError('ERR_WIRE_ILLEGAL_VALUE', field, 'has a value it must not have');
}

/** Long lists may come from an attacker: beyond a few tags a set keeps this linear. */
export function distinct(tags: readonly number[], field: string): void {
  if (tags.length > 16) {
    if (new Set(tags).size !== tags.length) throw illegal(field);
    return;
  }
  for (let i = 1; i < tags.length; i++) {
    for (let j = 0; j < i; j++) if (tags[i] === tags[j]) throw illegal(field);
  }
}
