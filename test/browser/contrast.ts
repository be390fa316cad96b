import type { Page } from 'playwright-core';

/**
 * Visible texts whose colour is too close to what lies behind them: below 4.5, or 3 for large text (WCAG AA).
 * Runs in the page as text, because these files are checked without the browser's types.
 */
export async function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
      const part = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = (node) => {
      for (let at = node; at; at = at.parentElement) {
        const color = rgba(getComputedStyle(at).backgroundColor);
        if (color[3] > 250) return color;
      }
      return rgba(getComputedStyle(document.body).backgroundColor);
    };
    const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const faint = [];
    while (walker.nextNode()) {
      const text = walker.currentNode.data.trim();
      const node = walker.currentNode.parentElement;
      if (text === '' || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (node.matches(':disabled, option')) continue;
      const style = getComputedStyle(node);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
      const found = ratio(light(rgba(style.color)), light(behind(node)));
      if (found < (large ? 3 : 4.5)) faint.push(found.toFixed(2) + ' ' + node.className + ' ' + text.slice(0, 40));
    }
    return faint;
  })()`);
}
