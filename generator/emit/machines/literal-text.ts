import { ChartCall } from '../../model/chart-call.ts';
import { propertyAccess, propertyKey, quote } from '../../names/identifier.ts';
import { commentText } from '../comment.ts';

/** The width Biome is set to. */
export const lineWidth = 120;

/** `State.START` or `State['WAITING.ARMED']`. */
export function member(object: string, key: string): string {
  return object + propertyAccess(key);
}

/** A doc comment, or nothing for an empty text. */
export function docComment(text: string, indent: string): readonly string[] {
  return text === '' ? [] : [`${indent}/** ${commentText(text)} */`];
}

/** `callee(a, b);` on one line, or one argument a line where it is too long. */
export function callStatement(callee: string, args: readonly string[], indent: string): readonly string[] {
  const line = `${indent}${callee}(${args.join(', ')});`;
  if (line.length <= lineWidth || args.length === 0) return [line];
  return [`${indent}${callee}(`, ...args.map((argument) => `${indent}  ${argument},`), `${indent});`];
}

/** `left = right;`, broken after the sign where the line is too long. */
export function assignment(left: string, right: string, indent: string): readonly string[] {
  const line = `${indent}${left} = ${right};`;
  return line.length <= lineWidth ? [line] : [`${indent}${left} =`, `${indent}  ${right};`];
}

/** `if (condition) statement`, in a block where the line is too long. */
export function conditional(condition: string, statement: string, indent: string): readonly string[] {
  const line = `${indent}if (${condition}) ${statement}`;
  if (line.length <= lineWidth) return [line];
  return [...blockHead(condition, indent), `${indent}  ${statement}`, `${indent}}`];
}

/** `if (condition) one; else other;`, in blocks where a line is too long. `other` is a call. */
export function alternative(
  condition: string,
  one: string,
  other: readonly [callee: string, args: readonly string[]],
  indent: string,
): readonly string[] {
  const first = `${indent}if (${condition}) ${one}`;
  const [second = '', ...more] = callStatement(`else ${other[0]}`, other[1], indent);
  if (first.length <= lineWidth && more.length === 0) return [first, second];
  const inner = `${indent}  `;
  return [
    ...blockHead(condition, indent),
    `${inner}${one}`,
    `${indent}} else {`,
    ...callStatement(other[0], other[1], inner),
    `${indent}}`,
  ];
}

/** `if (a && b) {`, with one operand a line where it is too long. */
export function blockHead(condition: string, indent: string): readonly string[] {
  const line = `${indent}if (${condition}) {`;
  if (line.length <= lineWidth) return [line];
  const operands = condition.split(' && ');
  const last = operands.length - 1;
  return [
    `${indent}if (`,
    ...operands.map((operand, index) => `${indent}  ${operand}${index < last ? ' &&' : ''}`),
    `${indent}) {`,
  ];
}

/** `head(a, b)tail`, or one parameter a line where it is too long. */
export function signature(
  head: string,
  parameters: readonly string[],
  tail: string,
  indent: string,
): readonly string[] {
  const line = `${indent}${head}(${parameters.join(', ')})${tail}`;
  if (line.length <= lineWidth) return [line];
  return [`${indent}${head}(`, ...parameters.map((parameter) => `${indent}  ${parameter},`), `${indent})${tail}`];
}

/**
 * Plain data as Biome formats it.
 *
 * `before` and `after` count the characters that share the first and the last line: `const x = ` and `;`.
 */
export function literalText(value: unknown, indent: string, before: number, after: number): string {
  const flat = flatText(value);
  if (flat !== undefined && indent.length + before + flat.length + after <= lineWidth) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${literalText(item, inner, 0, 1)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  if (value instanceof ChartCall) {
    const head = `${value.name}(`;
    return `${head}${literalText(value.argument, indent, before + head.length, after + 1)})`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => {
      const start = `${propertyKey(key)}: `;
      const text = literalText(field, inner, start.length, 1);
      // Biome moves a string that is too long to the next line, but not after a key of up to four characters.
      const tooLong =
        typeof field === 'string' && key.length > 4 && inner.length + start.length + text.length + 1 > lineWidth;
      return tooLong ? `${inner}${start.trimEnd()}\n${inner}  ${text},\n` : `${inner}${start}${text},\n`;
    });
    return `{\n${fields.join('')}${indent}}`;
  }
  return scalarText(value);
}

/** On one line; undefined where Biome uses several. */
function flatText(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    if (value.length > 1 && value.every((item) => isRecord(item) && Object.keys(item).length > 1)) return undefined;
    const items = value.map(flatText);
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (value instanceof ChartCall) {
    const argument = flatText(value.argument);
    return argument === undefined ? undefined : `${value.name}(${argument})`;
  }
  if (!isRecord(value)) return scalarText(value);
  const fields: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    const text = flatText(field);
    if (text === undefined) return undefined;
    fields.push(`${propertyKey(key)}: ${text}`);
  }
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ChartCall);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? quote(value) : String(value);
}
