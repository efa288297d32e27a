import { GeneratorError } from '../../diagnostics/generator-error.ts';
import type { CaseContent, Field, ValueType } from '../../model/message.ts';
import type { FileContext } from './file-context.ts';
import { isBigint } from './scope.ts';

/** The TypeScript type of a field that is present. */
export function fieldType(file: FileContext, field: Field): string {
  if (field.list !== undefined) return `readonly ${elementType(file, field.value)}[]`;
  if (field.value.kind === 'integer' && field.value.bigint) return isBigint(field) ? 'bigint' : 'number';
  return elementType(file, field.value);
}

/** The TypeScript type of one element of a list. */
export function elementType(file: FileContext, value: ValueType): string {
  switch (value.kind) {
    case 'integer':
      if (value.registry !== undefined) return file.registryType(value.registry);
      return value.bigint ? 'bigint' : 'number';
    case 'boolean':
      return 'boolean';
    case 'bytes':
      return 'Uint8Array';
    case 'width':
      return 'number';
    case 'message':
      return file.messageType(value.message);
    case 'choice':
      throw new GeneratorError('a switched field has no type of its own');
  }
}

/** The TypeScript type of the content of a case. */
export function contentType(file: FileContext, content: CaseContent): string {
  const type = elementType(file, content.value);
  return content.list ? `readonly ${type}[]` : type;
}
