/** Routes: every kind of gateway, and the function that guards itself, find the same one for the same request. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { matchRouteKey } from "../../model/routes/matchRouteKey";
import { matchRoute } from "../../local/aws/gateway/matchRoute";
import { matchResource } from "../../local/aws/gateway/rest/matchResource";
import type { Route } from "../../local/aws/apigateway/types";
import { draw } from "../support/seed";

const DRAW = draw("routing", 20_261_122, 400);

const segment = fc.constantFrom("a", "b", "users", "{x}", "{x}");
const method = fc.constantFrom("GET", "POST", "ANY");
const routeKey = fc
  .tuple(method, fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([verb, segments, isGreedy]) => {
    const named = segments.map((one, i) => one.replace("{x}", `{x${i}}`));
    const path = isGreedy && segments.length < 3 ? [...named, "{rest+}"] : named;
    return `${verb} /${path.join("/")}`;
  });
/** Without two that differ in the names of variables alone: gateways do not take those. */
const routeKeys = fc.uniqueArray(routeKey, {
  maxLength: 8,
  selector: (key) => key.replace(/\{\w+(\+?)\}/g, "{$1}"),
});
const path = fc
  .array(fc.constantFrom("a", "b", "users", "c", "", "%20", "%zz"), { maxLength: 4 })
  .map((segments) => `/${segments.join("/")}`);

describe("routing", () => {
  it("is the same in a function behind a load balancer as on an HTTP API", () => {
    fc.assert(
      fc.property(routeKeys, fc.constantFrom("GET", "POST", "PUT"), path, (keys, verb, given) => {
        const routes = keys.map((key) => ({ routeId: key, routeKey: key, authorizationType: "NONE" }) as Route);
        const expected = matchRoute(routes, verb, given);
        const found = matchRouteKey(keys, verb, given);
        assert.equal(found?.routeKey, expected?.route.routeKey);
        // Of a wrong encoding one keeps the segment as it was sent, the other the whole rest of the path.
        if (!given.includes("%zz")) assert.deepEqual(found?.pathParameters, expected?.pathParameters);
      }),
      DRAW,
    );
  });

  it("never finds more on a REST API than on an HTTP API", () => {
    fc.assert(
      fc.property(routeKeys, fc.constantFrom("GET", "POST", "PUT"), path, (keys, verb, given) => {
        const paths = [...new Set(keys.map((key) => key.split(" ")[1]!))];
        const resources = paths.map((one) => ({
          resourceId: one,
          path: one,
          methods: keys
            .filter((key) => key.split(" ")[1] === one)
            .map((key) => ({
              httpMethod: key.split(" ")[0]!,
              requestParameters: {},
              validatesParameters: false,
            })),
        }));
        const match = matchResource(resources, verb, given);
        const found = match?.method && `${match.method.httpMethod} ${match.resource.path}`;
        // A REST API passes over a slash at the end; both decode variables, so that what is found is what counts.
        const http = matchRouteKey(keys, verb, given.replace(/(.)\/$/, "$1"))?.routeKey;
        if (found !== undefined) assert.equal(found, http);
      }),
      DRAW,
    );
  });

  it("finds no route for a method that has none", () => {
    fc.assert(
      fc.property(routeKeys, path, (keys, given) => {
        const closed = keys.filter((key) => !key.startsWith("ANY "));
        assert.equal(matchRouteKey(closed, "DELETE", given), undefined);
      }),
      DRAW,
    );
  });
});
