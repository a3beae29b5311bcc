/** Okta's rate limit headers. The local Okta counts and tells, and refuses nobody unless a fault is asked for. */

/** Requests per minute, by the beginning of the path; the first that fits counts. Source: Okta's archived rate limit page. */
const BUCKETS: readonly (readonly [RegExp, number])[] = [
  [/^\/api\/v1\/apps\/[^/]+/, 500],
  [/^\/api\/v1\/apps/, 100],
  [/^\/api\/v1\/groups\/[^/]+/, 1000],
  [/^\/api\/v1\/groups/, 500],
  [/^\/api\/v1/, 1200],
  [/^\/oauth2\/v1\/clients/, 100],
  [/./, 2000],
];

const WINDOW_SECONDS = 60;

/** Counts requests by bucket and minute. */
export class RateLimits {
  private readonly counts = new Map<number, { window: number; used: number }>();

  /** Counts a request. `now` is in seconds since 1970. */
  headers(path: string, now: number): Record<string, string> {
    const index = BUCKETS.findIndex(([pattern]) => pattern.test(path));
    const limit = BUCKETS[index]![1];
    const window = Math.floor(now / WINDOW_SECONDS);
    let count = this.counts.get(index);
    if (count?.window !== window) {
      count = { window, used: 0 };
      this.counts.set(index, count);
    }
    count.used += 1;
    return {
      "x-rate-limit-limit": String(limit),
      "x-rate-limit-remaining": String(Math.max(limit - count.used, 0)),
      "x-rate-limit-reset": String((window + 1) * WINDOW_SECONDS),
    };
  }
}
