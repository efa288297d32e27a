/** One section of an RFC that a text names, or the RFC as a whole. */
export interface Citation {
  readonly rfc: number;
  /** `5.8.4`, `B.4`; undefined: the whole document. */
  readonly section: string | undefined;
  /** First line is 1. */
  readonly line: number;
}

/** A place that names a section in a form that cannot be checked. */
export interface Malformed {
  readonly line: number;
  readonly message: string;
}

export interface Citations {
  readonly found: readonly Citation[];
  readonly malformed: readonly Malformed[];
}

/** Between two words: spaces, or a line break with the start of the next comment line. */
const GAP = String.raw`(?:[ \t]+|[ \t]*\r?\n[ \t]*(?:(?:\*|//|#)[ \t]+)?)`;
const NUMBER = String.raw`\d+(?:\.\d+)*`;
const LABEL = String.raw`[A-Z](?:\.\d+)*\b`;

function listOf(item: string): string {
  return `${item}(?:,${GAP}${item})*${GAP}and${GAP}${item}`;
}

const RFC = new RegExp(`RFC${GAP}(\\d+)\\b`, 'y');
const SECTIONS = new RegExp(
  `${GAP}(?:section${GAP}(${NUMBER})|sections${GAP}(${listOf(NUMBER)})|appendix${GAP}(${LABEL})|appendices${GAP}(${listOf(LABEL)}))`,
  'y',
);
/** What follows an RFC or a citation and means more sections, in a form that is not read. */
const UNREAD = new RegExp(`[,;:]?(?:${GAP})?\\(?(?:§|(?:sec|sections?|sect|chapter|appendix|appendices|app)\\b)`, 'iy');
const UNREAD_MORE = new RegExp(`(?:,|${GAP}(?:and|or|to|through)|[-–/])(?:${GAP})?(?:\\d+\\.\\d|§)`, 'y');
const CANDIDATE = new RegExp(`\\bRFC(?=[-_ ]?\\d|${GAP}\\d)`, 'g');
/** A section number in any form, whether or not a document stands before it. */
const ANY_SECTION = new RegExp(
  `§[ \\t]*[\\dA-Z]|\\b(?:[Ss]ec\\.|[Ss]ections?|[Aa]ppendix|[Aa]ppendices)${GAP}(?:\\d+(?:\\.\\d+)*|[A-Z]\\.\\d+)`,
  'g',
);
/** Standards that are no RFC: their sections are not checked. */
const OTHER_DOCUMENT = new RegExp(
  `(?:X\\.\\d+|SEC \\d|FIPS [\\d-]+|IEEE [\\d-]+|XML \\d\\.\\d|draft-[a-z\\d-]+|Test)${GAP}$`,
);

/**
 * The citations of a text. The forms are `RFC 9147`, `RFC 9147 section 7.1`, `RFC 9147 sections 5.5, 5.8 and 7.2`,
 * `RFC 9846 appendix A.1`, `RFC 9846 appendices A.1 and A.2`; a line may break between any two words.
 */
export function readCitations(text: string): Citations {
  const found: Citation[] = [];
  const malformed: Malformed[] = [];
  const read: [start: number, end: number][] = [];
  for (const { index } of text.matchAll(CANDIDATE)) {
    const line = lineAt(text, index);
    const rfc = matchAt(RFC, text, index);
    if (rfc === undefined) {
      malformed.push({ line, message: `"${excerpt(text, index)}": write RFC, a space and the number` });
      continue;
    }
    let end = index + rfc[0].length;
    const sections = matchAt(SECTIONS, text, end);
    end += sections?.[0].length ?? 0;
    read.push([index, end]);
    if (matchAt(UNREAD, text, end) ?? (sections && matchAt(UNREAD_MORE, text, end))) {
      malformed.push({ line, message: `"${excerpt(text, index)}": ${forms}` });
      continue;
    }
    const names = sections?.slice(1).find((group) => group !== undefined) ?? '';
    const each = names.match(new RegExp(`${NUMBER}|${LABEL}`, 'g')) ?? [undefined];
    for (const section of each) found.push({ rfc: Number(rfc[1]), section, line });
  }
  for (const { index } of text.matchAll(ANY_SECTION)) {
    if (read.some(([start, end]) => start <= index && index < end)) continue;
    const line = lineAt(text, index);
    if (malformed.some((each) => each.line === line)) continue;
    if (OTHER_DOCUMENT.test(text.slice(Math.max(0, index - 40), index))) continue;
    malformed.push({ line, message: `"${excerpt(text, index)}": ${forms}` });
  }
  return { found, malformed: malformed.toSorted((a, b) => a.line - b.line) };
}

const forms = 'write RFC nnnn section 1.2, RFC nnnn sections 1.2, 1.3 and 4, RFC nnnn appendix A.1';

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text) ?? undefined;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function excerpt(text: string, index: number): string {
  return text
    .slice(index, index + 40)
    .replaceAll(/\s+(?:\*\s+)?/g, ' ')
    .trim();
}
