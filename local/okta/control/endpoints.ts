/** The local Okta's own addresses: why a token was refused, what was asked, what people answer, and faults on demand. */
import { ApiError } from "../errors/apiErrors";
import { noContent, ok, type Answer, jsonObject } from "../http/endpoint";
import { Fields } from "../http/fields";
import { explanations } from "../oauth/explanations";
import type { OAuthCall, OAuthEndpoint } from "../oauth/oauthEndpoint";
import type { Features } from "../org/Org";
import { peopleEndpoints } from "./people";

export const controlEndpoints: readonly OAuthEndpoint[] = [
  {
    method: "GET",
    path: "/__explain",
    operation: "localExplain",
    handle: ({ okta }) => ok(explanations(okta.oauth.explanations)),
  },
  { method: "GET", path: "/__requests", operation: "localRequests", handle: ({ okta }) => ok(okta.requests.list()) },
  { method: "POST", path: "/__faults", operation: "localAddFault", handle: addFault },
  { method: "DELETE", path: "/__faults", operation: "localClearFaults", handle: clearFaults },
  { method: "PUT", path: "/__features", operation: "localSetFeatures", handle: setFeatures },
  ...peopleEndpoints,
];

/**
 * `{ "path": "/api/v1/groups", "method": "POST", "status": 429, "times": 2, "skip": 0, "afterwards": false }`; in the place of a
 * status, `"connection": "dropped"` or `"silent"` for a request that gets no answer.
 */
async function addFault(call: OAuthCall): Promise<Answer> {
  const fields = new Fields(await jsonObject(call));
  const connection = fields.optionalText("connection");
  const status = fields.whole("status", 500, 429, 599);
  const fault = {
    path: fields.text("path"),
    method: fields.optionalText("method") ?? undefined,
    times: fields.whole("times", 1, 1, 10_000),
    skip: fields.whole("skip", 0, 0, 10_000),
    afterwards: fields.flag("afterwards", false),
  };
  fields.check();
  if (status > 429 && status < 500) throw new ApiError("E0000001", "status", ["status: 429 or 500 to 599"]);
  const answer = connection ?? status;
  if (typeof answer === "string" && answer !== "dropped" && answer !== "silent")
    throw new ApiError("E0000001", "connection", ["connection: dropped or silent"]);
  call.okta.faults.add({ ...fault, answer });
  return noContent;
}

function clearFaults({ okta }: OAuthCall): Answer {
  okta.faults.clear();
  return noContent;
}

/** A switch beside the org's features. */
const RATE_LIMITS = "rateLimits";

/**
 * `{ "apiAccessManagement": false }` makes an org without custom authorization servers, `{ "rateLimits": true }` one that
 * refuses more requests in a minute than Okta lets one token have. Answers all features.
 */
async function setFeatures(call: OAuthCall): Promise<Answer> {
  const { org, limits } = call.okta;
  const json = await jsonObject(call);
  const fields = new Fields(json);
  const known = Object.keys(org.features) as (keyof Features)[];
  for (const name of Object.keys(json)) {
    if (name === RATE_LIMITS || known.includes(name as keyof Features)) continue;
    fields.wrong(name, `it must be one of ${[...known, RATE_LIMITS].join(", ")}`, null);
  }
  const features = Object.fromEntries(known.map((name) => [name, fields.flag(name, org.features[name])]));
  const rateLimits = fields.flag(RATE_LIMITS, limits.refuses);
  fields.check();
  org.features = features as unknown as Features;
  if (rateLimits !== limits.refuses) limits.refuses = rateLimits;
  return ok({ ...org.features, rateLimits });
}
