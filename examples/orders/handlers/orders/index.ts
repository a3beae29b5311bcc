/** Takes orders, marks them as sent, deletes them. It keeps them in memory, where an example may keep them. */
import { createHandler, type HttpEvent, type HttpResponse, json, noContent, problem } from "okta-api-access/service";
import { type Order, readOrder } from "./order";

const orders = new Map<string, Order>([["1", { id: "1", item: "A lamp", sent: false }]]);

/** By route key. The gateway has checked who may call each: see `access.ts`. */
const OPERATIONS: Readonly<Record<string, (event: HttpEvent) => HttpResponse>> = {
  "GET /health": () => json(200, { status: "ok" }),
  "GET /orders": () => json(200, { orders: [...orders.values()] }),
  "POST /orders": (event) => {
    const order = readOrder(event, String(orders.size + 1));
    if (order === undefined) return problem(400, "the body is not an order: it has an `item`");
    orders.set(order.id, order);
    return json(201, order);
  },
  "PATCH /orders/{id}": (event) => {
    const order = orders.get(event.pathParameters?.["id"] ?? "");
    if (order === undefined) return problem(404, "there is no such order");
    orders.set(order.id, { ...order, sent: true });
    return json(200, { ...order, sent: true });
  },
  "DELETE /orders/{id}": (event) =>
    orders.delete(event.pathParameters?.["id"] ?? "") ? noContent : problem(404, "there is no such order"),
};

export const handler = createHandler((event) => {
  return OPERATIONS[event.routeKey]?.(event) ?? problem(404, "there is no such operation");
});
