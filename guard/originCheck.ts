/** Whether a request came through CloudFront: it then shows a secret that nobody else knows. */
import { createHash, timingSafeEqual } from "node:crypto";
import { ORIGIN_HEADER } from "./contract";

/** Between two reads of the secret: after one that failed, and for the sake of a value that is not the one known. */
export const SECRET_RETRY_MS = 30_000;

export interface OriginCheck {
  /** Rejects where the secret cannot be had: the request must then be refused. */
  holds(headers: Readonly<Record<string, string | undefined>>): Promise<boolean>;
}

/** Reads the secret once, and again when a request shows another one: it may have been rotated. */
export function createOriginCheck(read: () => Promise<string>, now: () => number = Date.now): OriginCheck {
  let secret: string | undefined;
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    if (reading === undefined && now() - readAt < SECRET_RETRY_MS) return;
    reading ??= read()
      .then((value) => {
        secret = value;
      })
      .finally(() => {
        readAt = now();
        reading = undefined;
      });
    await reading;
  }

  return {
    async holds(headers) {
      const shown = Object.entries(headers).find(([name]) => name.toLowerCase() === ORIGIN_HEADER)?.[1];
      if (shown === undefined || shown === "") return false;
      if (secret === undefined || !isSame(shown, secret)) await refresh().catch(refuseWithout);
      if (secret === undefined) throw new Error("the origin secret cannot be read");
      return isSame(shown, secret);
    },
  };

  /** A secret that is known still serves while it cannot be read anew. */
  function refuseWithout(error: unknown): void {
    if (secret === undefined) throw error;
  }
}

/** In a time that says nothing of how much of it was right. */
function isSame(a: string, b: string): boolean {
  if (b === "") return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
