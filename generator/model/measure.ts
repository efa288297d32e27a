import type { CaseContent, Field, ValueType } from './message.ts';

/** Minimum and maximum number of bytes; `max` is undefined if the spec sets no bound. */
export interface Measure {
  readonly min: number;
  readonly max: number | undefined;
}

/** How many bytes a sequence of fields takes. Bits add up across fields, so bytes appear only in the sum. */
export function measureFields(fields: readonly Field[]): Measure {
  let minBits = 0;
  let maxBits: number | undefined = 0;
  for (const field of fields) {
    const measure = measureField(field);
    const min = Math.max(measure.min, leastBytes(field, fields) * 8);
    const { max } = measure;
    if (field.condition === undefined) minBits += min;
    maxBits = maxBits === undefined || max === undefined ? undefined : maxBits + max;
    if (field.condition !== undefined && min !== 0) maxBits = undefined;
  }
  const max = maxBits === undefined ? undefined : maxBits / 8;
  return { min: minBits / 8, max };
}

/** The fewest bytes that the bounds of a length allow for the field it measures. */
function leastBytes(field: Field, fields: readonly Field[]): number {
  if (field.extent.kind !== 'sized') return 0;
  const length = fields.find(({ role }) => role.kind === 'length' && role.of === field.id);
  if (length?.role.kind !== 'length' || length.bounds === undefined) return 0;
  return Math.max(0, Number(length.bounds.min) * length.role.scale + length.role.add);
}

/** In bits. */
function measureField(field: Field): Measure {
  if (field.extent.kind === 'fixed') return { min: field.extent.bytes * 8, max: field.extent.bytes * 8 };
  if (field.extent.kind === 'sized' || field.extent.kind === 'rest') return { min: 0, max: undefined };
  if (field.list !== undefined) return { min: 0, max: undefined };
  return measureValue(field.value);
}

/** In bits. */
export function measureValue(value: ValueType): Measure {
  switch (value.kind) {
    case 'integer':
      return { min: value.bits, max: value.bits };
    case 'boolean':
      return { min: 1, max: 1 };
    case 'bytes':
      return { min: 0, max: undefined };
    case 'width':
      return {
        min: Math.min(value.whenTrue.bits, value.whenFalse.bits),
        max: value.whenTrue.bits === value.whenFalse.bits ? value.whenTrue.bits : undefined,
      };
    case 'message': {
      const { minSize, fixedSize } = value.message;
      return { min: minSize * 8, max: fixedSize === undefined ? undefined : fixedSize * 8 };
    }
    case 'choice': {
      const contents = value.cases.map((each) => each.content);
      const all = [...contents, ...(value.otherwise === undefined ? [] : [value.otherwise])];
      const min = value.otherwise === undefined ? 0 : Math.min(...all.map((content) => measureContent(content).min));
      return { min, max: undefined };
    }
  }
}

function measureContent(content: CaseContent): Measure {
  return content.list ? { min: 0, max: undefined } : measureValue(content.value);
}
