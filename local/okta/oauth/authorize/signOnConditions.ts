/** The conditions of a sign-on rule: whether they fit the person and the place that the sign-in comes from. */
import { BlockList, isIPv6 } from "node:net";
import { evaluateExpression, compiled } from "../../expressions/evaluate";
import { EvaluationFailure } from "../../expressions/functions";
import { ExpressionError } from "../../../../model/okta";
import { isObject, type Call } from "../../http/endpoint";
import type { Json, NetworkZone, User } from "../../org/entities";
import { expressionUser, groupsOf } from "../../org/memberships";
import type { Org } from "../../org/Org";

/** Where a sign-in comes from. */
export interface Visitor {
  /** The address of the connection. */
  readonly ip: string;
  readonly userAgent: string;
}

export function visitorOf({ incoming, header }: Pick<Call<unknown>, "incoming" | "header">): Visitor {
  return {
    ip: (incoming.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
    userAgent: header("user-agent") ?? "",
  };
}

interface Asked {
  readonly org: Org;
  readonly user: User;
  readonly visitor: Visitor;
}

/** `undefined`: the local Okta cannot tell. */
type Verdict = boolean | undefined;

const TESTS: Readonly<Record<string, (condition: Json, asked: Asked) => Verdict>> = {
  people: fitsPeople,
  userType: ({ include, exclude }, { user }) => isListed(user.typeId, texts(include), texts(exclude)),
  network: fitsNetwork,
  platform: fitsPlatform,
  // No device is known here: none is registered, managed or assured.
  device: (device) => device["registered"] !== true && device["managed"] !== true && !isObject(device["assurance"]),
  elCondition: fitsExpression,
  riskScore: ({ level }) => (level === undefined || level === "ANY" ? true : undefined),
};

/** The conditions that a rule may have, by name. */
export const SIGN_ON_CONDITIONS: ReadonlySet<string> = new Set(Object.keys(TESTS));

/**
 * Whether all of a rule's conditions fit. Where all others do and one cannot be told, the name of that one.
 */
export function fitsConditions(conditions: Json, asked: Asked): boolean | { readonly unknown: string } {
  let unknown: string | undefined;
  for (const [name, condition] of Object.entries(conditions)) {
    if (!isObject(condition)) continue;
    const verdict = TESTS[name]!(condition, asked);
    if (verdict === false) return false;
    if (verdict === undefined) unknown = name;
  }
  return unknown === undefined ? true : { unknown };
}

function fitsPeople(people: Json, { org, user }: Asked): boolean {
  const groupIds = groupsOf(org, user).map(({ id }) => id);
  const [users, groups] = [part(people, "users"), part(people, "groups")];
  if (users.exclude.includes(user.id) || groups.exclude.some((id) => groupIds.includes(id))) return false;
  if (users.include.length === 0 && groups.include.length === 0) return true;
  return users.include.includes(user.id) || groups.include.some((id) => groupIds.includes(id));
}

function fitsNetwork({ connection, include, exclude }: Json, { org, visitor }: Asked): Verdict {
  if (connection === undefined || connection === "ANYWHERE") return true;
  if (connection !== "ZONE") return undefined;
  const named = (list: unknown) =>
    texts(list).includes("ALL_ZONES") ? [...org.zones.values()] : texts(list).flatMap((id) => org.zones.get(id) ?? []);
  const [included, excluded] = [named(include), named(exclude)];
  const isIn = (zone: NetworkZone) => zone.status === "ACTIVE" && holds(zone, visitor.ip);
  return (texts(include).length === 0 || included.some(isIn)) && !excluded.some(isIn);
}

/** Whether one of the zone's gateways is, or has within it, that address. */
function holds({ gateways }: NetworkZone, ip: string): boolean {
  const list = new BlockList();
  for (const { type, value } of gateways) {
    const family = isIPv6(value.split(/[-/]/)[0]!) ? "ipv6" : "ipv4";
    if (type === "CIDR")
      list.addSubnet(value.split("/")[0]!, Number(value.split("/")[1] ?? (family === "ipv4" ? 32 : 128)), family);
    else list.addRange(value.split("-")[0]!, value.split("-").at(-1)!, family);
  }
  return list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}

/** What a `User-Agent` says of the system; the first that fits counts. Windows is asked before Linux, phones before both. */
const SYSTEMS: readonly (readonly [RegExp, string, string])[] = [
  [/iPhone|iPad/, "IOS", "MOBILE"],
  [/Android/, "ANDROID", "MOBILE"],
  [/CrOS/, "CHROMEOS", "DESKTOP"],
  [/Windows/, "WINDOWS", "DESKTOP"],
  [/Mac OS X|Macintosh/, "MACOS", "DESKTOP"],
];

/** A system of our own making, with an expression, cannot be told; neither can one that the browser does not name. */
function fitsPlatform({ include }: Json, { visitor }: Asked): Verdict {
  const wanted = Array.isArray(include) ? include.filter(isObject) : [];
  if (wanted.length === 0) return true;
  const [, system, kind] = SYSTEMS.find(([pattern]) => pattern.test(visitor.userAgent)) ?? [];
  const verdicts = wanted.map((platform): Verdict => {
    const os = isObject(platform["os"]) ? platform["os"] : {};
    const [osType = "ANY", type = "ANY"] = [os["type"], platform["type"]];
    if (osType === "ANY" && type === "ANY") return true;
    if (system === undefined) return undefined;
    return (osType === "ANY" || osType === system) && (type === "ANY" || type === kind);
  });
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

function fitsExpression({ condition }: Json, { org, user }: Asked): Verdict {
  if (typeof condition !== "string" || condition === "") return true;
  try {
    const context = { user: expressionUser(org, user), scopes: [], isSignOnRule: true };
    const value = evaluateExpression(compiled(condition), context);
    return typeof value === "boolean" ? value : undefined;
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof EvaluationFailure) return undefined;
    throw error;
  }
}

function isListed(id: string, include: readonly string[], exclude: readonly string[]): boolean {
  return !exclude.includes(id) && (include.length === 0 || include.includes(id));
}

function part(of: Json, name: string) {
  const listed = isObject(of[name]) ? of[name] : {};
  return { include: texts(listed["include"]), exclude: texts(listed["exclude"]) };
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
}
