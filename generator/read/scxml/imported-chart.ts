import type { ChartDeclaration } from '../../model/chart-declaration.ts';
import type { ImportedName } from './name-table.ts';
import type { XmlElement } from './xml-document.ts';

/** An SCXML document as a chart, and what its port has to do. */
export interface ImportedChart {
  readonly chart: ChartDeclaration;
  /** Guards and actions that stand for data of the document: the port implements them. */
  readonly named: readonly ImportedName[];
  /** Events by their names in the document. */
  readonly events: ReadonlyMap<string, string>;
  /** The ids of states by their paths in the chart. */
  readonly stateIds: ReadonlyMap<string, string>;
  /** `<datamodel>` and `<script>` of the document itself: they set what the port starts with. */
  readonly data: readonly XmlElement[];
}
