import type { Gate, Result, Row } from '../../bench/result.ts';

/** A row whose values are all `value`. */
export function rowWith(value: number, change: Partial<Row> = {}): Row {
  return { key: 'a', name: 'a', median: value, best: value, low: value, high: value, ratio: value, ...change };
}

/** A result without rows, gates or ratios. */
export function resultWith(change: Partial<Result>): Result {
  return { key: '', title: 'T', unit: 'ns', rows: [], gates: [], ratios: {}, missing: [], ...change };
}

/** `condition`: a measured value that must be at least 4. */
export function gateWith(measured: number, limit: Gate['limit'], condition?: number): Gate {
  return {
    claim: 'their time to ours:',
    measured,
    limit,
    condition: condition === undefined ? undefined : { claim: 'significant from', measured: condition, min: 4 },
  };
}
