// Code generated from spec/dtls13/wire/alert.ksy. DO NOT EDIT.
import type fc from 'fast-check';
import { AlertDescription } from '../registries/alert-description.ts';
import { AlertLevel } from '../registries/alert-level.ts';
import type { Alert } from '../wire/alert.ts';
import { make } from './building-blocks.ts';

/** Valid values. */
export function arbitraryAlert(): fc.Arbitrary<Alert> {
  return make.record({
    level: make.codePoints(AlertLevel, 255),
    description: make.codePoints(AlertDescription, 255),
  });
}
