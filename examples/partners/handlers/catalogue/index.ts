/** Answers with the catalogue and its prices, and changes a price. */
import { bodyText } from "okta-api-access/guard";
import { createHandler, type HttpEvent, type HttpResponse, json, noContent, problem } from "okta-api-access/service";

/** Product → price in cents. Kept in memory, where an example may keep it. */
const prices = new Map([
  ["lamp", 4_900],
  ["desk", 19_900],
]);

/** By route key. The gateway has checked which client may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /products": () => json(200, { products: [...prices.keys()] }),
  "GET /prices": () => json(200, { prices: Object.fromEntries(prices) }),
  "PUT /prices/{product}": (event) => {
    const product = event.pathParameters?.["product"] ?? "";
    const cents = Number(bodyText(event));
    if (!prices.has(product)) return problem(404, "there is no such product");
    if (!Number.isInteger(cents) || cents < 1) return problem(400, "the body is not a price in cents, such as 4900");
    prices.set(product, cents);
    return noContent;
  },
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
