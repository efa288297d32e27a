import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { type Codec, encodeToBytes } from '../../runtime/wire/index.ts';
import type { Subject } from './codec-law.ts';

type AnyCodec = Codec<unknown, readonly unknown[], readonly unknown[]>;
type Exports = Readonly<Record<string, unknown>>;

/** A generated type with its generated values, on which the contract of a codec is tested. */
export interface GeneratedType {
  readonly name: string;
  readonly codec: AnyCodec;
  /** A value with the arguments that decoding needs besides the bytes. */
  readonly cases: fc.Arbitrary<GeneratedCase>;
}

interface GeneratedCase {
  readonly value: unknown;
  readonly decodeArgs: readonly unknown[];
  readonly encodeArgs: readonly unknown[];
}

/** Every codec a module exports, by name, so a new type is always tested. */
export function codecsOf(exports: Exports): readonly (readonly [name: string, codec: AnyCodec])[] {
  return Object.entries(exports)
    .filter((entry): entry is [string, AnyCodec] => isCodec(entry[1]))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function isCodec(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'decode' in value && 'encode' in value;
}

/** Pairs each codec with the arbitrary generated for it. Throws where there is none. */
export function typesOf(wire: Exports, arbitraries: Exports): readonly GeneratedType[] {
  return codecsOf(wire).map(([name, codec]) => {
    const arbitrary = arbitraries[`arbitrary${name}`];
    if (typeof arbitrary !== 'function') throw new Error(`nothing generates values of ${name}`);
    const params = arbitraries[`arbitrary${name}Params`] as (() => fc.Arbitrary<readonly unknown[]>) | undefined;
    // `encode` takes writer and value, and then the arguments that the value does not contain.
    const encodeParams = codec.encode.length - 2;
    const cases = (params?.() ?? fc.constant([])).chain((decodeArgs) =>
      (arbitrary(...decodeArgs) as fc.Arbitrary<unknown>).map((value) => ({
        value,
        decodeArgs,
        encodeArgs: encodeParams > 0 ? decodeArgs.slice(0, encodeParams) : [],
      })),
    );
    return { name, codec, cases };
  });
}

/** Encodings of generated values, none longer than `longest` bytes; the same for the same seed. */
export function samplesOf(
  { codec, cases }: GeneratedType,
  count: number,
  longest: number,
): readonly {
  readonly subject: Subject<unknown, readonly unknown[], readonly unknown[]>;
  readonly bytes: Uint8Array;
}[] {
  return fc
    .sample(cases, { numRuns: count, seed: 9147 })
    .map(({ value, decodeArgs, encodeArgs }) => ({
      subject: { codec, decodeArgs, encodeArgs },
      bytes: encodeToBytes(codec, value, ...encodeArgs),
    }))
    .filter(({ bytes }) => bytes.length <= longest);
}

/** The exports of the built files of a folder. */
export async function exportsOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const modules = await Promise.all(
    names.map((name) => import(new URL(`../../${folder}/${name.replace(/\.ts$/, '.js')}`, import.meta.url).href)),
  );
  return Object.assign({}, ...modules) as Readonly<Record<string, unknown>>;
}
