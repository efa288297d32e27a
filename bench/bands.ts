// Compares measured ratios with stored bands.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { JsonLine } from './layer-report.ts';

/** The bounds of a ratio, inclusive. */
export interface Band {
  readonly min: number;
  readonly max: number;
}

/** Bands by layer, then by the key of the ratio. */
export type Bands = Readonly<Record<string, Readonly<Record<string, Band>>>>;

/** A new band reaches this far below and above the measured ratio. */
const TOLERANCE = 0.3;
/** The least that it reaches, for differences of times: keys that end with `Ms`. */
const TOLERANCE_MS = 3;

/** A line for each ratio outside its band, and for each band without a ratio. Empty: all are inside. */
export function outsideBands({ layer, ratios }: JsonLine, bands: Bands): readonly string[] {
  const own = bands[layer];
  if (own === undefined) return [`${layer}: no bands: npm run bench -- ${layer} --set-bands`];
  return Object.entries(own).flatMap(([key, { min, max }]) => {
    const value = ratios[key];
    if (value === undefined) return [`${layer}: ${key} was not measured`];
    return value >= min && value <= max ? [] : [`${layer}: ${key} is ${value}, outside ${min} to ${max}`];
  });
}

/** Bands around the ratios of a layer. */
export function bandsAround({ ratios }: JsonLine): Readonly<Record<string, Band>> {
  const bands = Object.entries(ratios).map(([key, value]): [string, Band] => {
    const margin = Math.max(Math.abs(value) * TOLERANCE, key.endsWith('Ms') ? TOLERANCE_MS : 0);
    return [key, { min: rounded(value - margin), max: rounded(value + margin) }];
  });
  return Object.fromEntries(bands);
}

/** Empty where there is no file. */
export function readBands(path: string): Bands {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Bands) : {};
}

export function writeBands(path: string, bands: Bands): void {
  writeFileSync(path, `${JSON.stringify(bands, undefined, 2)}\n`);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
