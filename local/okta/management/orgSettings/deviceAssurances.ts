/** Device assurance policies, as objects that sign-on rules name. No device is known here, so none ever meets one. */
import { notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { DeviceAssurance, Json } from "../../org/entities";
import { ADMINISTRATOR_ID } from "../../org/ids";
import type { Org } from "../../org/Org";
import { fieldsOf, rows, time, type ApiCall, selfLink } from "../apiEndpoint";

const ASSURANCES = "/api/v1/device-assurances";
const ONE = `${ASSURANCES}/{deviceAssuranceId}`;

const PLATFORMS = ["ANDROID", "CHROMEOS", "IOS", "MACOS", "WINDOWS"] as const;

export const deviceAssurances = rows(
  "okta.deviceAssurance",
  {
    method: "GET",
    path: ASSURANCES,
    operation: "listDeviceAssurancePolicies",
    handle: ({ org }) => ok([...org.deviceAssurances.values()].map((each) => show(org, each))),
  },
  { method: "POST", path: ASSURANCES, operation: "createDeviceAssurancePolicy", handle: create },
  { method: "GET", path: ONE, operation: "getDeviceAssurancePolicy", handle: (call) => ok(show(call.org, of(call))) },
  { method: "PUT", path: ONE, operation: "replaceDeviceAssurancePolicy", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteDeviceAssurancePolicy", handle: remove },
);

function of(call: ApiCall): DeviceAssurance {
  const id = call.params["deviceAssuranceId"]!;
  const found = call.org.deviceAssurances.get(id);
  if (found === undefined) throw notFound(id, "DeviceAssurance");
  return found;
}

function create(call: ApiCall) {
  const { org } = call;
  const made: DeviceAssurance = { ...org.stamp(), id: org.newId("deviceAssurance"), body: readBody(call) };
  org.deviceAssurances.set(made.id, made);
  return ok(show(org, made));
}

function replace(call: ApiCall) {
  const found = of(call);
  Object.assign(found, { body: readBody(call, found), lastUpdated: call.org.clock() });
  return ok(show(call.org, found));
}

/** That one in use cannot be deleted is inferred. */
function remove(call: ApiCall) {
  const { id } = of(call);
  const bodies = [...call.org.signOnPolicies.values()].flatMap(({ rules }) => rules.map(({ body }) => body));
  if (JSON.stringify(bodies).includes(`"${id}"`))
    throw validationFailed("deviceAssuranceId", "The policy is used by a policy rule and cannot be deleted");
  call.org.deviceAssurances.delete(id);
  return noContent;
}

function readBody(call: ApiCall, self?: DeviceAssurance): Json {
  const fields = fieldsOf(call);
  const name = fields.text("name");
  const others = [...call.org.deviceAssurances.values()].filter((each) => each !== self);
  if (others.some(({ body }) => body["name"] === name))
    fields.wrong("name", "An object with this field already exists in the current organization", null);
  fields.text("platform");
  fields.oneOf("platform", PLATFORMS, "MACOS");
  fields.check();
  return { displayRemediationMode: "HIDE", ...call.json };
}

/** Source of the members: a recorded answer. */
function show(org: Org, { id, body, ...stamps }: DeviceAssurance): Json {
  return {
    ...body,
    id,
    createdDate: time(stamps.created),
    createdBy: ADMINISTRATOR_ID,
    lastUpdate: time(stamps.lastUpdated),
    lastUpdatedBy: ADMINISTRATOR_ID,
    resourceType: "DeviceAssurancePolicyEntity",
    resourceId: id,
    resourceDisplayName: { value: body["name"], sensitive: false },
    ...selfLink(org, `${ASSURANCES}/${id}`),
  };
}
