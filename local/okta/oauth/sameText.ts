/** Compares secrets in a time that does not tell how much of them is right. */
import { createHash, timingSafeEqual } from "node:crypto";

/** Compares without telling by the time it takes where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
