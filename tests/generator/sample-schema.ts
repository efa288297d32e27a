import { generate } from '../../generator/index.ts';

/** Everything that a `.ksy` file needs before its fields. */
export const HEAD = 'meta:\n  id: a\n  endian: be\ndoc: D.\ndoc-ref: R\n';
/** A schema with one field, to which further fields can be appended. */
export const SCHEMA = `${HEAD}seq:\n  - { id: x, type: u1 }\n`;

/** The complaints about one spec. */
export async function complaintsAboutSpec(text: string, path = 'spec/p/wire/a.ksy'): Promise<readonly string[]> {
  const { diagnostics } = await generate([{ path, text }]);
  return diagnostics.map(({ message }) => message);
}
