import { call, type Layout } from './layout.ts';

/** `const x = f(a);`, `x = f(a);`, `return f(a);`, `f(a);` */
const STATEMENT = /^((?:(?:const|let) )?[\w.]+(?:: [^=]+)? = |return |throw )?([^=]+\));$/;

/** Gives every long statement of plain text the breaks its calls allow. */
export function reflow(layout: Layout): Layout {
  if (typeof layout === 'string') {
    const [, head = '', body] = STATEMENT.exec(layout) ?? [];
    return body === undefined ? layout : [head, callLayout(body), ';'];
  }
  if (Array.isArray(layout)) return layout.map(reflow);
  return 'content' in layout ? { ...layout, content: reflow(layout.content) } : layout;
}

/** A call as a layout that may break between its arguments; anything else as it is. */
function callLayout(code: string): Layout {
  const name = /^[\w.]+(?=\()/.exec(code)?.[0];
  if (name === undefined) return code;
  const args = splitArguments(code.slice(name.length));
  return args === undefined ? code : call(name, ...args.map(callLayout));
}

/** The arguments of `(a, b)`; undefined when the text is not one pair of parentheses from end to end. */
function splitArguments(text: string): readonly string[] | undefined {
  const args: string[] = [];
  let depth = 0;
  let quoted = '';
  let start = 1;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quoted !== '') {
      if (letter === '\\') at += 1;
      else if (letter === quoted) quoted = '';
    } else if (letter === "'" || letter === '"' || letter === '`') quoted = letter;
    else if ('([{'.includes(letter)) depth += 1;
    else if (')]}'.includes(letter)) {
      depth -= 1;
      if (depth === 0 && at < text.length - 1) return undefined;
    } else if (letter === ',' && depth === 1) {
      args.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start, -1).trim();
  return last === '' ? args : [...args, last];
}
