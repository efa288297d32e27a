import ts from 'typescript';
import type { Change } from './mutation.ts';

/** Every change of meaning that can be made to a chart: to the literal given to `createMachine`. */
export function chartChanges(text: string): Change[] {
  const source = ts.createSourceFile('a.chart.ts', text, ts.ScriptTarget.ES2023, true);
  const config = machineConfig(source);
  if (config === undefined) return [];
  const targets = [...new Set(strings(config, 'target').map(({ text: target }) => target))];
  const changes: Change[] = [];
  const add = (kind: Change['kind'], from: ts.Node, to: ts.Node, replacement: string) => {
    changes.push({ kind, start: from.getStart(), end: to.getEnd(), replacement });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) {
      const name = node.name.getText();
      // Texts for people are left out.
      if (name === 'meta' || name === 'description') return;
      if (name === 'guard') add('guard', node, node, '');
      if (['actions', 'entry', 'exit'].includes(name) && !ts.isArrayLiteralExpression(node.initializer)) {
        add('action', node, node, '');
      }
      if (name === 'target' && ts.isStringLiteralLike(node.initializer)) {
        const other = targets[(targets.indexOf(node.initializer.text) + 1) % targets.length];
        if (other !== undefined && other !== node.initializer.text) {
          add('target', node.initializer, node.initializer, `'${other}'`);
        }
      }
      if (ts.isArrayLiteralExpression(node.initializer)) {
        const { elements } = node.initializer;
        const kind = ['actions', 'entry', 'exit'].includes(name) ? 'action' : 'guard';
        for (const [index, element] of elements.entries()) {
          if (elements.length > 1) add(kind, element, element, '');
          const next = elements[index + 1];
          if (next !== undefined) add(kind, element, next, `${next.getText()}, ${element.getText()}`);
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(config);
  return changes.map((change) => withoutComma(text, change)).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A removed element is removed with its comma. */
function withoutComma(text: string, change: Change): Change {
  const comma = /^\s*,/.exec(text.slice(change.end));
  return change.replacement !== '' || comma === null ? change : { ...change, end: change.end + comma[0].length };
}

function machineConfig(source: ts.SourceFile): ts.Expression | undefined {
  let config: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\.createMachine$/.test(node.expression.getText())) config ??= node.arguments[0];
    ts.forEachChild(node, visit);
  };
  visit(source);
  return config;
}

function strings(root: ts.Node, name: string): ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === name && ts.isStringLiteralLike(node.initializer)) {
      found.push(node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
