/** Throttling: one token bucket for each route of a stage. */
import { answer } from "./answers";
import type { Exchange, GatewayResponse } from "./exchange";

/** What an account has where a stage sets nothing: requests per second, and requests at once. */
export const ACCOUNT_RATE = 10_000;
export const ACCOUNT_BURST = 5_000;

interface Bucket {
  tokens: number;
  /** Milliseconds since the epoch. */
  filledAt: number;
}

export type Throttle = (exchange: Exchange) => GatewayResponse | undefined;

/** Takes one request out of a bucket; false where it is empty. A limit of 0 lets nothing through, as in AWS. */
export type TakeRequest = (key: string, rate?: number, burst?: number) => boolean;

export function createBuckets(now: () => number): TakeRequest {
  const buckets = new Map<string, Bucket>();
  return (key, rate = ACCOUNT_RATE, burst = ACCOUNT_BURST) => {
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: now() };
    const filledAt = now();
    const tokens = Math.min(burst, bucket.tokens + ((filledAt - bucket.filledAt) / 1000) * rate);
    const isThrough = tokens >= 1 && rate > 0;
    buckets.set(key, { tokens: isThrough ? tokens - 1 : tokens, filledAt });
    return isThrough;
  };
}

/**
 * Step: refuses what comes faster than `throttlingRateLimit` a second, after `throttlingBurstLimit` at once. In AWS the
 * limits are best effort; here they are exact.
 */
export function createThrottle(now: () => number): Throttle {
  const take = createBuckets(now);
  return (exchange) => {
    const { api, stage, route } = exchange;
    if (route === undefined) return undefined;
    const settings = { ...stage.defaultRouteSettings, ...stage.routeSettings[route.routeKey] };
    const key = `${api.apiId} ${stage.stageName} ${route.routeKey}`;
    const isThrough = take(key, settings.throttlingRateLimit, settings.throttlingBurstLimit);
    return isThrough ? undefined : answer(exchange, "tooManyRequests");
  };
}
