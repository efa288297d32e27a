import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One case in the format of x509-limbo, as far as it is looked at. Certificates and lists are PEM. */
export interface Case {
  readonly id: string;
  readonly features: readonly string[];
  /** Whose certificate it is: SERVER means that a client judges a server. */
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  /** ISO 8601; null means now. */
  readonly validation_time: string | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: { readonly kind: string; readonly value: string } | null;
  readonly crls?: readonly string[];
}

/** The cases of a file, or of all `.json` files of a directory and those below it, in the order of their names. */
export function readSuite(path: string): Case[] {
  if (!statSync(path).isDirectory()) return casesOf(readFileSync(path, 'utf8'), path);
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.toSorted().flatMap((name) => casesOf(readFileSync(join(path, name), 'utf8'), name));
}

/** A suite holds `testcases`; a file with one extracted case holds the case itself. Throws Error for anything else. */
function casesOf(text: string, name: string): Case[] {
  const content: unknown = JSON.parse(text);
  const list = isRecord(content) && 'testcases' in content ? content['testcases'] : [content];
  if (!Array.isArray(list) || !list.every(isCase)) throw new Error(`${name} is not a suite of x509-limbo's format`);
  return list;
}

function isCase(value: unknown): value is Case {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['peer_certificate'] === 'string';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
