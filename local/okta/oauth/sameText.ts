/** Compares secrets in a time that does not tell how much of them is right. */
import { timingSafeEqual } from "node:crypto";

/** Whether two texts are the same; only a difference in length can be told by the time. */
export function sameText(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}
