// Code generated from spec/dtls13/wire/alert.ksy. DO NOT EDIT.
import { type Codec, outOfRange, type Reader, type Writer } from '../../../runtime/wire/index.ts';
import type { AlertDescription } from '../registries/alert-description.ts';
import type { AlertLevel } from '../registries/alert-level.ts';

/** A closure alert or an error alert. RFC 9846 section 6. */
export interface Alert {
  readonly level: AlertLevel;
  readonly description: AlertDescription;
}

function checkAlert(value: Alert): void {
  if (value.level >>> 0 !== value.level || value.level > 255) throw outOfRange('Alert.level', value.level, 0, 255);
  if (value.description >>> 0 !== value.description || value.description > 255) {
    throw outOfRange('Alert.description', value.description, 0, 255);
  }
}

export const Alert: Codec<Alert> = {
  name: 'Alert',
  decode(reader: Reader): Alert {
    const at = reader.reserve(2, 'Alert');
    const level = reader.uint8(at);
    const description = reader.uint8(at + 1);
    return { level, description };
  },
  encode(writer: Writer, value: Alert): void {
    checkAlert(value);
    const at = writer.reserve(2, 'Alert');
    writer.uint8(at, value.level);
    writer.uint8(at + 1, value.description);
  },
  size(): number {
    return 2;
  },
  validate(value: Alert): void {
    checkAlert(value);
  },
};
