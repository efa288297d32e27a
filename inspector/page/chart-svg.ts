// Copies a diagram into the page: known elements and attributes only, so that no script, style, link or image of a
// diagram that comes from elsewhere reaches the page.

const SVG = 'http://www.w3.org/2000/svg';
const ELEMENTS: ReadonlySet<string> = new Set(
  'svg g path rect circle ellipse line polyline polygon text tspan title desc'.split(' '),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  'viewBox class d x y x1 y1 x2 y2 cx cy r rx ry width height points text-anchor role aria-label data-state data-edge data-edges data-chart'.split(
    ' ',
  ),
);
/** Deeper nesting is cut off. */
const MAX_DEPTH = 40;
/** Elements beyond these are left out. */
const MAX_ELEMENTS = 20_000;

/** The diagram as elements of this document; undefined when the text is no SVG with a size. */
export function safeDiagram(text: string): SVGSVGElement | undefined {
  // The page has the style sheet of diagrams, and its policy would complain about another.
  const plain = text.replace(/<style>[^<]*<\/style>/g, '');
  const root = new DOMParser().parseFromString(plain, 'image/svg+xml').documentElement;
  if (root.namespaceURI !== SVG || root.localName !== 'svg') return undefined;
  const budget = { left: MAX_ELEMENTS };
  const copied = copy(root, 0, budget) as SVGSVGElement | undefined;
  const { width, height } = copied?.viewBox.baseVal ?? { width: 0, height: 0 };
  return width > 0 && height > 0 ? copied : undefined;
}

/** A new element of a diagram. */
export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const made = document.createElementNS(SVG, name) as SVGElement;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.append(...children);
  return made;
}

function copy(source: Element, depth: number, budget: { left: number }): SVGElement | undefined {
  if (source.namespaceURI !== SVG || !ELEMENTS.has(source.localName)) return undefined;
  if (depth > MAX_DEPTH || budget.left-- <= 0) return undefined;
  const made = svgElement(source.localName);
  for (const { name, value } of source.attributes) if (ATTRIBUTES.has(name)) made.setAttribute(name, value);
  for (const child of source.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) made.append(child.textContent ?? '');
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    const copied = copy(child as Element, depth + 1, budget);
    if (copied !== undefined) made.append(copied);
  }
  return made;
}
