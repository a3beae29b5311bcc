/** Which bodies a REST API takes for bytes: those of its binary media types, every other one for text. */

/** A type's parameters do not count. A star on both sides of the list's entry stands for all, a body without a type too. */
export function isBinaryType(binaryMediaTypes: readonly string[], header: string | undefined): boolean {
  if (binaryMediaTypes.includes("*/*")) return true;
  const type = header?.split(";")[0]?.trim().toLowerCase();
  return type !== undefined && binaryMediaTypes.includes(type);
}
