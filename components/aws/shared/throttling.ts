/** Limits on the rate of requests. A public route has one of its own: nobody is known there whom one could turn away. */
import type { ProtectedApiArgs } from "./protectedApiArgs";
import type { ThrottleArgs } from "./routeArgs";

/** The limit of a public route that has none of its own, unless the API's is lower. */
const PUBLIC_THROTTLE: ThrottleArgs = { ratePerSecond: 10, burst: 20 };

/** Route key → limit, for the routes whose limit is not the API's. */
export function routeThrottles({ routes, throttle }: ProtectedApiArgs): [routeKey: string, throttle: ThrottleArgs][] {
  return Object.entries(routes).flatMap(([key, route]): [string, ThrottleArgs][] => {
    const own = route.throttle ?? (route.public === undefined ? undefined : lower(throttle, PUBLIC_THROTTLE));
    return own === undefined ? [] : [[key, own]];
  });
}

/** A limit as API Gateway writes it. */
export function limits({ ratePerSecond, burst }: ThrottleArgs) {
  return { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst };
}

function lower(a: ThrottleArgs, b: ThrottleArgs): ThrottleArgs {
  return { ratePerSecond: Math.min(a.ratePerSecond, b.ratePerSecond), burst: Math.min(a.burst, b.burst) };
}
