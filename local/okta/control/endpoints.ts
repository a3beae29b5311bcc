/** The local Okta's own addresses: why a token was refused, what was asked, what people answer, and faults on demand. */
import { ApiError } from "../errors/apiErrors";
import { noContent, ok, type Answer } from "../http/endpoint";
import { Fields } from "../http/fields";
import { jsonObject } from "../http/json";
import { explanations } from "../oauth/explanations";
import type { OAuthCall, OAuthEndpoint } from "../oauth/oauthEndpoint";
import type { Features } from "../org/features";
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

/** `{ "path": "/api/v1/groups", "method": "POST", "status": 429, "times": 2, "afterwards": false }` */
async function addFault(call: OAuthCall): Promise<Answer> {
  const fields = new Fields(await jsonObject(call));
  const fault = {
    path: fields.text("path"),
    method: fields.optionalText("method") ?? undefined,
    status: fields.whole("status", 500, 429, 599),
    times: fields.whole("times", 1, 1, 10_000),
    afterwards: fields.flag("afterwards", false),
  };
  fields.check();
  if (fault.status > 429 && fault.status < 500) throw new ApiError("E0000001", "status", ["status: 429 or 500 to 599"]);
  call.okta.faults.add(fault);
  return noContent;
}

function clearFaults({ okta }: OAuthCall): Answer {
  okta.faults.clear();
  return noContent;
}

/** `{ "apiAccessManagement": false }` makes an org without custom authorization servers. Answers all features. */
async function setFeatures(call: OAuthCall): Promise<Answer> {
  const { org } = call.okta;
  const json = await jsonObject(call);
  const fields = new Fields(json);
  const known = Object.keys(org.features) as (keyof Features)[];
  for (const name of Object.keys(json)) {
    if (!known.includes(name as keyof Features)) fields.wrong(name, `it must be one of ${known.join(", ")}`, null);
  }
  const features = Object.fromEntries(known.map((name) => [name, fields.flag(name, org.features[name])]));
  fields.check();
  org.features = features as unknown as Features;
  return ok(org.features);
}
