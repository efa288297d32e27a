import type { SpecNode } from 'wirechart/dissect';

/** A tree as plain data: bytes as hexadecimal digits, numbers above 2^53 as strings, absent properties omitted. */
export function treeJson(node: SpecNode): Record<string, unknown> {
  const { name, kind, type, at, end, bits, value, meaning, variant, problems, children } = node;
  return {
    name,
    type: kind === 'list' ? `${type}[]` : type,
    at,
    length: end - at,
    ...(bits === undefined ? {} : { bits }),
    ...(value === undefined ? {} : { value: plain(value) }),
    ...(meaning?.name === undefined ? {} : { meaning: meaning.name }),
    ...(variant === undefined ? {} : { variant }),
    ...(problems.length === 0 ? {} : { problems }),
    ...(kind === 'value' ? {} : { children: children.map(treeJson) }),
  };
}

function plain(value: NonNullable<SpecNode['value']>): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return typeof value === 'bigint' ? value.toString() : value;
}
