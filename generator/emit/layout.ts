/** How wide a line may be: the formatter's setting for this repository. */
const WIDTH = 120;

/**
 * Text with possible line breaks. A group is printed on one line if it fits, and otherwise broken at all its own
 * breaks: the formatter's algorithm, so that it changes nothing.
 */
export type Layout = string | readonly Layout[] | Group | Nest | Break | FlatOrBroken;

interface Group {
  readonly kind: 'group';
  readonly content: Layout;
}

interface Nest {
  readonly kind: 'nest';
  readonly content: Layout;
}

interface Break {
  readonly kind: 'break';
  /** The text if the line is not broken, and the text before the line feed if it is. */
  readonly flat: string;
  readonly broken: string;
  readonly always: boolean;
}

interface FlatOrBroken {
  readonly kind: 'flatOrBroken';
  /** In a group on one line, and in a broken one. */
  readonly flat: string;
  readonly broken: string;
}

/** A line feed at any width. */
export const hardline: Layout = { kind: 'break', flat: '', broken: '', always: true };
/** A blank, or a line feed in a broken group. */
export const line: Layout = { kind: 'break', flat: ' ', broken: '', always: false };
/** Nothing, or a line feed in a broken group. */
export const softline: Layout = { kind: 'break', flat: '', broken: '', always: false };

/** Text that depends on whether the group around it is broken. */
export function flatOrBroken(flat: string, broken: string): Layout {
  return { kind: 'flatOrBroken', flat, broken };
}

/** `a + b`, on a line of its own in parentheses, or the operands below each other in them: for long sums. */
export function chain(operator: string, operands: readonly Layout[]): Layout {
  if (operands.length === 1) return operands;
  return group(
    flatOrBroken('', '('),
    nest(softline, group(join([` ${operator}`, line], operands))),
    softline,
    flatOrBroken('', ')'),
  );
}

export function group(...content: readonly Layout[]): Layout {
  return { kind: 'group', content };
}

/** Broken lines inside are indented one step further. */
export function nest(...content: readonly Layout[]): Layout {
  return { kind: 'nest', content };
}

export function join(separator: Layout, items: readonly Layout[]): Layout {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

/** `open a, b close`, or one item a line with a comma after each. `pad`: blanks inside, as in object literals. */
export function list(open: string, items: readonly Layout[], close: string, pad = false): Layout {
  if (items.length === 0) return open + close;
  const inner: Layout = pad ? line : softline;
  const end: Layout = { kind: 'break', flat: pad ? ' ' : '', broken: ',', always: false };
  return group(open, nest(inner, join([',', line], items)), end, close);
}

/** `name(a, b)`. */
export function call(name: string, ...args: readonly Layout[]): Layout {
  return [name, list('(', args, ')')];
}

/** Statements below each other, each on lines of its own. */
function lines(statements: readonly Layout[]): Layout {
  return join(hardline, statements);
}

/** `head {` statements `}`. */
export function block(head: Layout, statements: readonly Layout[], tail = ''): Layout {
  if (statements.length === 0) return [head, ' {}', tail];
  return [head, ' {', nest(hardline, lines(statements)), hardline, `}${tail}`];
}

/** A loop or condition: a single statement has no braces if it fits on the line of its head. */
export function controlStatement(head: Layout, statements: readonly Layout[]): Layout {
  const [only, ...others] = statements;
  if (only === undefined || others.length > 0) return block(head, statements);
  return group(head, ' ', flatOrBroken('', '{'), nest(softline, only), softline, flatOrBroken('', '}'));
}

/** The text, its first line starting at `column` and its broken lines indented by `indent` steps at least. */
export function print(layout: Layout, indent = 0, column = 0): string {
  let text = '';
  let at = column;
  const visit = (part: Layout, depth: number, broken: boolean): void => {
    if (typeof part === 'string') {
      text += part;
      at += part.length;
    } else if (isSequence(part)) {
      for (const [index, each] of part.entries()) visitInSequence(part, index, each, depth, broken);
    } else if (part.kind === 'nest') visit(part.content, depth + 1, broken);
    else if (part.kind === 'flatOrBroken') {
      const chosen = broken ? part.broken : part.flat;
      text += chosen;
      at += chosen.length;
    } else if (part.kind === 'group') visit(part.content, depth, !fits(part.content, WIDTH - at - pending));
    else if (broken || part.always) {
      text = `${text.replace(/ +$/, '')}${part.broken}\n${'  '.repeat(depth)}`;
      at = depth * 2;
    } else {
      text += part.flat;
      at += part.flat.length;
    }
  };
  // What follows a group up to the next possible break must fit on its line too.
  let pending = 0;
  const visitInSequence = (
    sequence: readonly Layout[],
    index: number,
    part: Layout,
    depth: number,
    broken: boolean,
  ): void => {
    const outer = pending;
    const { width, ended } = tailWidth(sequence.slice(index + 1), broken);
    pending = ended ? width : width + outer;
    visit(part, depth, broken);
    pending = outer;
  };
  visit(layout, indent, true);
  return text
    .split('\n')
    .map((each) => each.trimEnd())
    .join('\n');
}

function isSequence(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout);
}

/** Whether a layout fits into `width` columns without any break. */
function fits(layout: Layout, width: number): boolean {
  return flatWidth(layout) <= width;
}

function flatWidth(layout: Layout): number {
  if (typeof layout === 'string') return layout.length;
  if (isSequence(layout)) return layout.reduce((sum: number, each) => sum + flatWidth(each), 0);
  if (layout.kind === 'flatOrBroken') return layout.flat.length;
  if (layout.kind === 'break') return layout.always ? Number.POSITIVE_INFINITY : layout.flat.length;
  return flatWidth(layout.content);
}

/** Width of what follows until a line feed is possible. */
function tailWidth(parts: readonly Layout[], broken: boolean): { readonly width: number; readonly ended: boolean } {
  let width = 0;
  for (const part of parts) {
    if (typeof part === 'string') width += part.length;
    else if (isSequence(part)) {
      const inner = tailWidth(part, broken);
      width += inner.width;
      if (inner.ended) return { width, ended: true };
    } else if (part.kind === 'flatOrBroken') width += (broken ? part.broken : part.flat).length;
    else if (part.kind === 'break') {
      if (broken || part.always) return { width, ended: true };
      width += part.flat.length;
    } else {
      // A following group may break by itself: only the text before its first break counts.
      const inner = tailWidth([part.content], true);
      width += inner.width;
      if (inner.ended) return { width, ended: true };
    }
  }
  return { width, ended: false };
}
