import { type Expression, namesIn } from '../../model/expression.ts';
import type { CodecContext } from './codec-context.ts';

/** Ids that expressions of a type refer to while it is read, directly or through instances. */
export function referredIds({ message }: CodecContext): ReadonlySet<string> {
  const ids = new Set<string>();
  const note = (expression: Expression | undefined): void => {
    if (expression === undefined) return;
    for (const name of namesIn(expression)) {
      if (ids.has(name)) continue;
      ids.add(name);
      note(message.functions.find((each) => each.id === name)?.value);
    }
  };
  for (const { condition, extent, list: kind, valid, value } of message.fields) {
    note(condition);
    if (extent.kind === 'sized') note(extent.size);
    if (kind?.kind === 'count') note(kind.count);
    for (const each of [valid?.equal, valid?.expression, ...(valid?.anyOf ?? [])]) note(each);
    if (value.kind === 'message') for (const arg of value.args) note(arg);
    if (value.kind === 'width') note(value.on);
    if (value.kind === 'choice') {
      ids.add(value.tag);
      for (const { content } of value.cases)
        if (content.value.kind === 'message') for (const arg of content.value.args) note(arg);
    }
  }
  return ids;
}
