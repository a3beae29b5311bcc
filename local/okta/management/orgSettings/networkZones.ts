/** Network zones: addresses that the rules of sign-on policies name. */
import { isIP, isIPv6 } from "node:net";
import { notFound, notModelled, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Fields } from "../../http/fields";
import { page } from "../../http/page";
import type { Json, NetworkZone, ZoneAddress } from "../../org/entities";
import type { Org } from "../../org/Org";
import { fieldsOf, lifecycle, pageOf, rows, times, type ApiCall, selfLink, turnLink } from "../apiEndpoint";
import { filterBy } from "../filter";

const ZONES = "/api/v1/zones";
const ONE = `${ZONES}/{zoneId}`;

/** Source: Okta's API reference. */
const MAX_ADDRESSES = 5000;

export const networkZones = rows(
  "okta.networkZones",
  { method: "GET", path: ZONES, operation: "listNetworkZones", handle: list },
  { method: "POST", path: ZONES, operation: "createNetworkZone", handle: create },
  { method: "GET", path: ONE, operation: "getNetworkZone", handle: (call) => ok(show(call.org, zoneOf(call))) },
  { method: "PUT", path: ONE, operation: "replaceNetworkZone", handle: replace },
  { method: "DELETE", path: ONE, operation: "deleteNetworkZone", handle: remove },
  ...lifecycle(
    ONE,
    "NetworkZone",
    (call, status) => {
      Object.assign(zoneOf(call), { status, lastUpdated: call.org.clock() });
    },
    (call) => ok(show(call.org, zoneOf(call))),
  ),
);

function zoneOf(call: ApiCall): NetworkZone {
  const id = call.params["zoneId"]!;
  const zone = call.org.zones.get(id);
  if (zone === undefined) throw notFound(id, "NetworkZone");
  return zone;
}

function list(call: ApiCall) {
  const filter = call.query.get("filter");
  const all = [...call.org.zones.values()];
  const found = filter === null ? all : filterBy(filter, all, (zone) => show(call.org, zone));
  return page(pageOf(call), found, (zone) => show(call.org, zone));
}

function create(call: ApiCall) {
  const { org } = call;
  const settings = readZone(org, fieldsOf(call));
  const zone: NetworkZone = { ...org.stamp(), id: org.newId("zone"), ...settings };
  org.zones.set(zone.id, zone);
  return ok(show(org, zone));
}

function replace(call: ApiCall) {
  const zone = zoneOf(call);
  Object.assign(zone, readZone(call.org, fieldsOf(call), zone), { lastUpdated: call.org.clock() });
  return ok(show(call.org, zone));
}

/** That a zone in use cannot be deleted is inferred. */
function remove(call: ApiCall) {
  const zone = zoneOf(call);
  const bodies = [...call.org.signOnPolicies.values()].flatMap(({ rules }) => rules.map(({ body }) => body));
  if (JSON.stringify(bodies).includes(`"${zone.id}"`))
    throw validationFailed("zoneId", "The zone is used by a policy rule and cannot be deleted");
  call.org.zones.delete(zone.id);
  return noContent;
}

function readZone(org: Org, fields: Fields, self?: NetworkZone) {
  const type = fields.text("type");
  // Such a zone is one of places and of networks of a kind, which nothing here can tell.
  if (type === "DYNAMIC" || type === "DYNAMIC_V2") throw notModelled(`Network zones of type ${type}`);
  if (fields.value("usage") === "BLOCKLIST") throw notModelled("Network zones of usage BLOCKLIST");
  const name = fields.text("name", 128);
  const taken = [...org.zones.values()].some((other) => other !== self && other.name === name);
  if (taken) fields.wrong("name", "An object with this field already exists in the current organization", null);
  fields.oneOf("type", ["IP"], "IP");
  const result = {
    name,
    status: fields.oneOf("status", ["ACTIVE", "INACTIVE"], self?.status ?? "ACTIVE"),
    gateways: readAddresses(fields, "gateways"),
    proxies: readAddresses(fields, "proxies"),
  };
  fields.check();
  return result;
}

/** Undefined for none: the answer then has null. */
function readAddresses(fields: Fields, name: string): ZoneAddress[] {
  const given = fields.objects(name);
  if (given.length > MAX_ADDRESSES) fields.wrong(name, `At most ${MAX_ADDRESSES} addresses are allowed`, null);
  return given.flatMap(({ type, value }) => {
    if ((type === "CIDR" || type === "RANGE") && typeof value === "string" && isAddress(type, value))
      return [{ type, value }];
    return fields.wrong(name, `'${String(value)}' is not a valid ${String(type)}`, []);
  });
}

function isAddress(type: "CIDR" | "RANGE", value: string): boolean {
  if (type === "RANGE") return value.split("-").length <= 2 && value.split("-").every((end) => isIP(end) !== 0);
  const [base = "", bits, ...more] = value.split("/");
  const most = isIPv6(base) ? 128 : 32;
  return (
    isIP(base) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

function show(org: Org, zone: NetworkZone): Json {
  const path = `${ZONES}/${zone.id}`;
  const orNull = (list: readonly ZoneAddress[]) => (list.length === 0 ? null : list);
  return {
    type: "IP",
    id: zone.id,
    name: zone.name,
    status: zone.status,
    usage: "POLICY",
    ...times(zone),
    system: false,
    gateways: orNull(zone.gateways),
    proxies: orNull(zone.proxies),
    ...selfLink(org, path, turnLink(org, path, zone.status)),
  };
}
