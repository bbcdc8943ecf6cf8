// The service counts code points, the browser counts UTF-16 units: each emoji is one there and two here.

/**
 * A function from code-point offsets in `text` to UTF-16 offsets.
 * One pass to build, a binary search to ask; a text without astral characters costs nothing.
 */
export function unitsOf(text) {
  const wide = astral(text);
  if (wide.length === 0) return (point) => point;
  return (point) => point + before(wide, point);
}

/** The number of code points in `text`. */
export function countPoints(text) {
  return text.length - astral(text).length;
}

/** The code-point offsets of all characters that take two units. A lone surrogate is a code point by itself. */
function astral(text) {
  const found = [];
  for (let unit = 0; unit < text.length - 1; unit++) {
    const high = text.charCodeAt(unit);
    if (high < 0xd800 || high > 0xdbff) continue;
    const low = text.charCodeAt(unit + 1);
    if (low < 0xdc00 || low > 0xdfff) continue;
    found.push(unit - found.length);
    unit++;
  }
  return found;
}

/** How many of the sorted numbers are smaller than `point`. */
function before(sorted, point) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < point) low = middle + 1;
    else high = middle;
  }
  return low;
}
