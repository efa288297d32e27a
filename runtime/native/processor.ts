import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The processor, as far as it matters for encryption. */
export interface Processor {
  readonly model: string;
  /** Threads that the system runs at the same time. */
  readonly count: number;
  /** Whether it has each instruction set; undefined where the system does not say. */
  readonly features: Readonly<Record<ProcessorFeature, boolean>> | undefined;
}

/** As OpenSSL uses them: AES, carry-less multiplication for GCM, and both for several blocks at once. */
export type ProcessorFeature = 'aes' | 'pclmulqdq' | 'vaes' | 'vpclmulqdq' | 'avx2' | 'avx512f';

/** Names of Linux: on x86 the same as ours, on ARM `pmull` is the multiplication. */
const FLAGS: Readonly<Record<ProcessorFeature, readonly string[]>> = {
  aes: ['aes'],
  pclmulqdq: ['pclmulqdq', 'pmull'],
  vaes: ['vaes'],
  vpclmulqdq: ['vpclmulqdq'],
  avx2: ['avx2'],
  avx512f: ['avx512f'],
};

export function thisProcessor(): Processor {
  const found = cpus();
  return { model: found[0]?.model.trim() ?? 'unknown', count: found.length, features: featuresIn(cpuInfo()) };
}

/** `text`: /proc/cpuinfo of Linux. */
export function featuresIn(text: string | undefined): Processor['features'] {
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(text ?? '')?.[1];
  if (line === undefined) return undefined;
  const flags = new Set(line.split(/\s+/));
  const entries = Object.entries(FLAGS).map(([name, any]) => [name, any.some((flag) => flags.has(flag))]);
  return Object.fromEntries(entries);
}

function cpuInfo(): string | undefined {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return undefined;
  }
}
