/** Whether a request came through CloudFront: it then shows a secret that nobody else knows. */
import { createHash, timingSafeEqual } from "node:crypto";
import { ORIGIN_HEADER } from "./contract";
import type { RequestHeaders } from "./token";

/** Between two reads of the secret: after one that failed, and for the sake of a value that is not the one known. */
export const SECRET_RETRY_MS = 30_000;
/** Values that hold at the same time. */
const VALUES_MAX = 2;

export interface OriginCheck {
  /** Rejects where the secret cannot be had: the request must then be refused. */
  holds(headers: RequestHeaders): Promise<boolean>;
}

/**
 * Reads the secret once, and again when a request shows another one: it may have been rotated. The text may hold two values
 * with a blank between them: while one is exchanged for the other, CloudFront shows the old one at some places and the new
 * one at others.
 */
export function createOriginCheck(read: () => Promise<string>, now: () => number = Date.now): OriginCheck {
  let secrets: readonly string[] | undefined;
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    if (reading === undefined && now() - readAt < SECRET_RETRY_MS) return;
    reading ??= read()
      .then((text) => {
        secrets = text
          .split(/\s+/)
          .filter((value) => value !== "")
          .slice(0, VALUES_MAX);
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
      if (typeof shown !== "string" || shown === "") return false;
      if (!isOneOf(shown, secrets)) await refresh().catch(refuseWithout);
      if (secrets === undefined) throw new Error("the origin secret cannot be read");
      return isOneOf(shown, secrets);
    },
  };

  /** A secret that is known still serves while it cannot be read anew. */
  function refuseWithout(error: unknown): void {
    if (secrets === undefined) throw error;
  }
}

/** In a time that says nothing of how much of it was right. */
function isOneOf(shown: string, secrets: readonly string[] = []): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const given = digest(shown);
  return secrets.filter((secret) => timingSafeEqual(given, digest(secret))).length > 0;
}
