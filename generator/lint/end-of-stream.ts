import type { Report } from '../diagnostics/report.ts';
import { dependsOnStream } from '../model/expression.ts';
import type { Field } from '../model/message.ts';

/**
 * Whether a field extends to the end of the stream, or depends on it: then no field can follow, in its own
 * type or in any type that contains it without a size.
 */
export function extendsToEos({ value, extent, list, condition }: Field): boolean {
  if (condition !== undefined && dependsOnStream(condition)) return true;
  if (extent.kind === 'fixed') return false;
  if (extent.kind === 'sized') return dependsOnStream(extent.size);
  if (extent.kind === 'rest' || list?.kind === 'rest') return true;
  if (value.kind === 'message') return value.message.toEnd;
  if (value.kind !== 'choice') return false;
  return [...value.cases.map((each) => each.content), value.otherwise].some(
    (content) => content?.list === true || (content?.value.kind === 'message' && content.value.message.toEnd),
  );
}

/** Reports fields after the end, and lists whose first element would consume everything. */
export function checkEndOfStream(fields: readonly Field[], report: Report): void {
  for (const [index, field] of fields.entries()) {
    const next = fields[index + 1];
    if (next !== undefined && extendsToEos(field)) {
      report(next.offset, `"${next.id}" is unreachable: "${field.id}" extends to the end of the stream`);
    }
    const lists = [
      ...(field.list === undefined ? [] : [field.value]),
      ...(field.value.kind === 'choice' ? field.value.cases : []).flatMap(({ content }) =>
        content.list ? [content.value] : [],
      ),
    ];
    if (lists.some((element) => element.kind === 'message' && element.message.toEnd)) {
      report(
        field.offset,
        `each element of "${field.id}" extends to the end of the stream: the list could have only one element`,
      );
    }
  }
}
