/** Undefined for anything that is not JSON: HTML from a proxy, an empty body, half a document. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
