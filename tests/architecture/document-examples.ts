import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A fenced block of JavaScript or TypeScript. */
export interface Example {
  readonly document: string;
  /** Line of the first line of code; the first line of a document is 1. */
  readonly line: number;
  readonly language: 'js' | 'ts';
  readonly code: string;
}

/** The Markdown files of the repository, by their paths from its root; without the API reference, which is not checked in. */
export const documents = [
  ...readdirSync('.').filter((path) => path.endsWith('.md')),
  ...(existsSync('docs') ? readdirSync('docs', { recursive: true, encoding: 'utf8' }) : [])
    .filter((path) => path.endsWith('.md') && !/^api[\\/]/.test(path))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
];

/** All programs in the documents. */
export function documentExamples(): readonly Example[] {
  return documents.flatMap((document) => findExamples(document, readFileSync(document, 'utf8')));
}

/** Blocks fenced as `js` or `ts`; a block that is no whole module says so: `ts fragment`. */
export function findExamples(document: string, text: string): Example[] {
  return [...text.matchAll(/^```(js|ts)[ \t]*\n([\s\S]*?)^```/gm)].map(({ index, 1: language, 2: code = '' }) => ({
    document,
    line: text.slice(0, index).split('\n').length + 1,
    language: language === 'js' ? 'js' : 'ts',
    code,
  }));
}
