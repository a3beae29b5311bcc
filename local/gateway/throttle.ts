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

/**
 * Step: refuses what comes faster than `throttlingRateLimit` a second, after `throttlingBurstLimit` at once. A limit of 0
 * lets nothing through, as in AWS. There the limits are best effort; here they are exact.
 */
export function createThrottle(now: () => number): Throttle {
  const buckets = new Map<string, Bucket>();
  return (exchange) => {
    const { api, stage, route } = exchange;
    if (route === undefined) return undefined;
    const settings = { ...stage.defaultRouteSettings, ...stage.routeSettings[route.routeKey] };
    const rate = settings.throttlingRateLimit ?? ACCOUNT_RATE;
    const burst = settings.throttlingBurstLimit ?? ACCOUNT_BURST;
    const key = `${api.apiId} ${stage.stageName} ${route.routeKey}`;
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: now() };
    const filledAt = now();
    const tokens = Math.min(burst, bucket.tokens + ((filledAt - bucket.filledAt) / 1000) * rate);
    const isThrough = tokens >= 1 && rate > 0;
    buckets.set(key, { tokens: isThrough ? tokens - 1 : tokens, filledAt });
    return isThrough ? undefined : answer(exchange, "tooManyRequests");
  };
}
