import type { CaptureCounters, SkipReason } from 'wirechart/dissect';

const texts: Readonly<Record<SkipReason, string>> = {
  unknownLinkType: 'of an unknown link type',
  notIp: 'not IP',
  notUdp: 'not UDP',
  fragment: 'IP fragments',
  malformed: 'malformed',
};

/** The skipped packets of a capture: a phrase for each cause. */
export function captureText(capture: CaptureCounters | undefined): readonly string[] {
  if (capture === undefined) return [];
  return Object.entries(texts).flatMap(([cause, text]) => {
    const number = capture.skipped[cause as SkipReason];
    return number === 0 ? [] : [`${count(number, 'packet')} ${text}`];
  });
}

/** `1 packet`, `2 packets`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
