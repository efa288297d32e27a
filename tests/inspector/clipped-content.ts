import type { Page } from 'playwright-core';

/**
 * Finds the content that is not readable without horizontal scrolling: text and boxes outside the viewport, and text
 * that an enclosing box clips. A box with vertical scrolling may clip at its top and bottom. Leaves out the chart,
 * which is moved in its canvas, and the table, which scrolls.
 */
export function clippedContent(page: Page): Promise<string[]> {
  return page.$eval('html', (root) => {
    const found: string[] = [];
    const document = root.ownerDocument;
    const { NodeFilter, SVGElement, SVGSVGElement, getComputedStyle } = document.defaultView;
    const { clientWidth } = root;
    if (root.scrollWidth > clientWidth) found.push(`the page is ${root.scrollWidth} pixels wide`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (parent === null || text === '' || parent.closest('.canvas, .matrix, [aria-hidden], option') !== null)
        continue;
      if (!parent.checkVisibility()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      // SVG text has no line boxes.
      const parts = parent instanceof SVGElement ? [parent.getBoundingClientRect()] : [...range.getClientRects()];
      for (const part of parts) {
        if (part.width === 0 || part.height === 0) continue;
        // A tolerance of half a pixel for rounding.
        if (part.left < -0.5 || part.right > clientWidth + 0.5) found.push(`outside the viewport: ${text}`);
        for (let box = parent; box !== null && box !== document.body; box = box.parentElement) {
          if (box instanceof SVGElement && !(box instanceof SVGSVGElement)) continue;
          const { overflowX, overflowY } = getComputedStyle(box);
          if (overflowX === 'visible') continue;
          const edge = box.getBoundingClientRect();
          if (part.left < edge.left - 0.5 || part.right > edge.right + 0.5) found.push(`clipped at the side: ${text}`);
          const scrolls = overflowY === 'auto' || overflowY === 'scroll';
          if (!scrolls && (part.top < edge.top - 0.5 || part.bottom > edge.bottom + 0.5))
            found.push(`clipped: ${text}`);
          // Content that scrolls in this box is clipped by this box only.
          if (scrolls) break;
        }
      }
    }
    for (const box of document.querySelectorAll('body *')) {
      if (box.closest('svg, .matrix') !== null || !box.checkVisibility()) continue;
      const { left, right, width } = box.getBoundingClientRect();
      if (width > 0 && (left < -0.5 || right > clientWidth + 0.5))
        found.push(`outside the viewport: ${box.outerHTML.slice(0, 60)}`);
    }
    return [...new Set(found)];
  });
}
