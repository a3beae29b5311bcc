/** Okta's rate limits. The local Okta counts and tells; it refuses nobody unless it is told to (`PUT /__features`). */

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

/** What one token may have of a limit, unless an administrator has said otherwise. Source: Okta, principal rate limits. */
const SHARE_OF_ONE_TOKEN = 0.5;

export interface Counted {
  readonly isRefused: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests by bucket and minute. */
export class RateLimits {
  private readonly counts = new Map<number, { window: number; used: number }>();
  #refuses = false;

  /** Whether requests beyond what one token may have are refused; counting begins anew. */
  set refuses(refuses: boolean) {
    this.#refuses = refuses;
    this.counts.clear();
  }

  get refuses(): boolean {
    return this.#refuses;
  }

  /** Counts a request. `now` is in seconds since 1970. */
  count(path: string, now: number): Counted {
    const index = BUCKETS.findIndex(([pattern]) => pattern.test(path));
    const limit = Math.floor(BUCKETS[index]![1] * (this.#refuses ? SHARE_OF_ONE_TOKEN : 1));
    const window = Math.floor(now / WINDOW_SECONDS);
    let count = this.counts.get(index);
    if (count?.window !== window) {
      count = { window, used: 0 };
      this.counts.set(index, count);
    }
    count.used += 1;
    return {
      isRefused: this.#refuses && count.used > limit,
      headers: {
        "x-rate-limit-limit": String(limit),
        "x-rate-limit-remaining": String(Math.max(limit - count.used, 0)),
        "x-rate-limit-reset": String((window + 1) * WINDOW_SECONDS),
      },
    };
  }
}
