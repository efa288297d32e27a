import { GeneratorError } from '../../diagnostics/generator-error.ts';
import type { CaseContent, Field, Message, ValueType } from '../../model/message.ts';
import type { CodecContext } from './codec-context.ts';
import { LEVEL, number, type Operand } from './operand.ts';

const ANY = Number.MAX_SAFE_INTEGER;

/** Bytes of a field's content, or its elements if it is counted: the measure of a length field. */
export function fieldSize(context: CodecContext, message: Message, field: Field, base: string): Operand {
  const code = `${base}.${field.property}`;
  if (field.list?.kind === 'count') {
    const counted = message.fields.some((each) => each.role.kind === 'length' && each.role.of === field.id);
    if (counted) return number(`${code}.length`, 0, ANY);
  }
  return contentBytes(context, message, field, base);
}

/** Bytes of a field's content, given that it is present. */
export function contentBytes(context: CodecContext, message: Message, field: Field, base: string): Operand {
  const code = `${base}.${field.property}`;
  if (field.value.kind === 'choice') return number(`${dataSizeName(message)}(${base})`, 0, ANY);
  if (field.extent.kind === 'fixed' && field.list === undefined) return constant(field.extent.bytes);
  if (field.list === undefined) return valueBytes(context, field.value, code, base);
  const { extent } = field;
  // Of repeated bytes the extent is that of each; of a list type it is that of the whole.
  if (extent.kind === 'fixed' && field.value.kind !== 'bytes') return constant(extent.bytes);
  const element = extent.kind === 'fixed' ? extent.bytes : fixedBytes(field.value);
  return listBytes(context, field.value, code, base, element);
}

/** The function of a generated file that measures the data of a union. */
export function dataSizeName(message: Message): string {
  return `dataSizeOf${message.typeName}`;
}

/** Bytes of the content of a case of a union. */
export function caseBytes(context: CodecContext, content: CaseContent, code: string, base: string): Operand {
  if (!content.list) return valueBytes(context, content.value, code, base);
  return listBytes(context, content.value, code, base, fixedBytes(content.value));
}

function listBytes(
  context: CodecContext,
  value: ValueType,
  code: string,
  base: string,
  element: number | undefined,
): Operand {
  if (element === 1) return number(`${code}.length`, 0, ANY);
  if (element !== undefined) return number(`${code}.length * ${element}`, 0, ANY, LEVEL.product);
  if (value.kind !== 'message') throw new GeneratorError('only messages vary in size inside a list');
  const codec = context.file.codec(value.message);
  const args = context.encodeArguments(value.message, value.args, base);
  const measure = args.length === 0 ? codec : `{ size: (item) => ${codec}.size(${['item', ...args].join(', ')}) }`;
  return number(`${context.file.use('totalSize')}(${code}, ${measure})`, 0, ANY);
}

function valueBytes(context: CodecContext, value: ValueType, code: string, base: string): Operand {
  const fixed = fixedBytes(value);
  if (fixed !== undefined) return constant(fixed);
  switch (value.kind) {
    case 'bytes':
      return number(`${code}.length`, 0, ANY);
    case 'message': {
      const args = context.encodeArguments(value.message, value.args, base);
      return number(`${context.file.codec(value.message)}.size(${[code, ...args].join(', ')})`, 0, ANY);
    }
    default:
      throw new GeneratorError(`the size of a ${value.kind} is not an expression`);
  }
}

/** Bytes of one value if they are constant. */
export function fixedBytes(value: ValueType): number | undefined {
  if (value.kind === 'integer') return value.bits / 8;
  if (value.kind === 'message') return value.message.fixedSize;
  if (value.kind === 'width' && value.whenTrue.bits === value.whenFalse.bits) return value.whenTrue.bits / 8;
  return undefined;
}

function constant(bytes: number): Operand {
  return number(String(bytes), bytes, bytes);
}
