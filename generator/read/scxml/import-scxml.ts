import type { Diagnostics } from '../../diagnostics/diagnostics.ts';
import type { Report } from '../../diagnostics/report.ts';
import type { SourceFile } from '../../diagnostics/source-file.ts';
import { isReserved } from '../../names/identifier.ts';
import { SCXML_NAMESPACE } from './dialect.ts';
import { DocumentReader } from './document-reader.ts';
import type { ImportedChart } from './imported-chart.ts';
import { camelWords } from './name-table.ts';
import { readXml, type XmlElement } from './xml-document.ts';

/** Options of an import. */
export interface ScxmlImportOptions {
  /** The id of the chart; otherwise the `name` of the document, or the name of the file. */
  readonly id?: string;
  /** Events that only other programs send and that no transition names, for `event="*"`. */
  readonly events?: readonly string[];
}

/**
 * Reads an SCXML 1.0 document as a chart. What the notation cannot express is reported to `diagnostics`; the result is
 * undefined if there were any. Conditions and executable content become named guards and actions.
 */
export function importScxml(
  file: SourceFile,
  diagnostics: Diagnostics,
  options: ScxmlImportOptions = {},
): ImportedChart | undefined {
  let complaints = 0;
  const report: Report = (offset, reason) => {
    complaints += 1;
    diagnostics.report(file, offset, reason);
  };
  const document = readXml(file.text, report);
  if (document === undefined) return undefined;
  if (document.name !== 'scxml' || ![SCXML_NAMESPACE, ''].includes(document.uri)) {
    report(
      document.offset,
      `the root is <${document.name}>; an SCXML document starts with <scxml xmlns="${SCXML_NAMESPACE}">`,
    );
    return undefined;
  }
  const imported = new DocumentReader(
    document,
    idOf(file, document, options),
    file,
    options.events ?? [],
    report,
  ).read();
  return complaints > 0 ? undefined : imported;
}

function idOf({ path }: SourceFile, { attributes }: XmlElement, { id }: ScxmlImportOptions): string {
  const fileName =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? '';
  const word = camelWords(attributes.get('name')?.value ?? fileName, 'chart').slice(0, 18);
  return id ?? (isReserved(word) ? `${word}Chart` : word);
}
