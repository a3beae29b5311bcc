/** Patterns on group names, where `*` stands for any run of characters and everything else for itself. */

/**
 * Whether the whole of `text` matches `pattern`; upper and lower case differ.
 *
 * INVARIANT: no regular expression is made of a pattern. The parts between the stars are searched from left to right, once
 * each, so that no pattern can make the time grow faster than the lengths of pattern and text.
 */
export function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === text;
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
