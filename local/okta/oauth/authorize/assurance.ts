/**
 * Whether factors are enough for the verification method of a sign-on rule: the factor mode with its constraints, or a
 * chain of methods. Source of the members: Okta's description of `AccessPolicyConstraints` and `AuthenticationMethodChain`.
 */
import { type Acr, acrSatisfies } from "../../../../model/okta";
import { isObject } from "../../http/endpoint";
import type { Json } from "../../org/entities";
import { FACTORS, levelOf, type FactorKey, type FactorKind } from "./factors";

/** Chains may be as long as that. Source: Okta's help on authentication method chains. */
const MAX_STEPS = 3;

/** Whether the rule lets in who has proved who they are with these factors. */
export function accepts(method: Json, keys: readonly FactorKey[]): boolean {
  if (method["type"] === "AUTH_METHOD_CHAIN")
    return objects(method["chains"]).some((chain) => followsChain(chain, keys, MAX_STEPS));
  const base: Acr = method["factorMode"] === "1FA" ? "urn:okta:loa:1fa:any" : "urn:okta:loa:2fa:any";
  const constraints = objects(method["constraints"]);
  if (constraints.length === 0) return acrSatisfies(levelOf(keys), base);
  return constraints.some((constraint) => meets(constraint, keys, base));
}

/** Of the factors only those count that the constraint allows; each class that it requires must be among them. */
function meets(constraint: Json, keys: readonly FactorKey[], base: Acr): boolean {
  const counting = keys.filter((key) => allowed(constraint[classOf(key)], FACTORS[key]));
  const present = (name: Class) => counting.some((key) => classOf(key) === name);
  return acrSatisfies(levelOf(counting), base) && CLASSES.every((name) => !required(constraint[name]) || present(name));
}

const CLASSES = ["knowledge", "possession"] as const;
type Class = (typeof CLASSES)[number];

function classOf(key: FactorKey): Class {
  return FACTORS[key].possession ? "possession" : "knowledge";
}

/** A class that is named is required, unless it says otherwise. */
function required(demand: unknown): boolean {
  return isObject(demand) && demand["required"] !== false;
}

/** What each of the demands on a class asks of a factor. User presence is what every factor here gives. */
const QUALITIES: Readonly<Record<string, (factor: FactorKind) => boolean>> = {
  deviceBound: (factor) => factor.deviceBound,
  hardwareProtection: (factor) => factor.hardwareProtected,
  phishingResistant: (factor) => factor.phishingResistant,
  userVerification: (factor) => factor.phishingResistant,
  userPresence: () => true,
};

function allowed(demand: unknown, factor: FactorKind): boolean {
  if (!isObject(demand)) return true;
  const asked = Object.keys(QUALITIES).filter((name) => demand[name] === "REQUIRED");
  const listed = (name: string, value: string) => !isFilled(demand[name]) || words(demand[name]).includes(value);
  const methods = objects(demand["authenticationMethods"]);
  return (
    asked.every((name) => QUALITIES[name]!(factor)) &&
    listed("types", factor.authenticator.type) &&
    listed("methods", factor.authenticator.method) &&
    (methods.length === 0 || methods.some((method) => isMethod(method, factor))) &&
    !objects(demand["excludedAuthenticationMethods"]).some((method) => isMethod(method, factor))
  );
}

function isMethod(method: Json, { authenticator, phishingResistant }: FactorKind): boolean {
  const same = method["key"] === authenticator.key && method["method"] === authenticator.method;
  return same && (method["userVerification"] !== "REQUIRED" || phishingResistant);
}

/** One factor for this step, and others for the steps after it. */
function followsChain(chain: Json, keys: readonly FactorKey[], steps: number): boolean {
  const next = objects(chain["next"]);
  return keys.some((key) => {
    if (!objects(chain["authenticationMethods"]).some((method) => isMethod(method, FACTORS[key]))) return false;
    if (next.length === 0) return true;
    const others = keys.filter((other) => other !== key);
    return steps > 1 && next.some((step) => followsChain(step, others, steps - 1));
  });
}

/** All durations of the method within which one must prove oneself anew: at its top, in its constraints, in its chains. */
export function reauthentications(method: Json): readonly unknown[] {
  const inside = [
    ...objects(method["constraints"]).flatMap((each) => CLASSES.map((name) => each[name]).filter(isObject)),
    ...objects(method["chains"]),
    ...objects(method["next"]),
  ];
  return [method["reauthenticateIn"], ...inside.flatMap(reauthentications)].filter((each) => each !== undefined);
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** Okta writes types and methods in upper or in lower case. */
function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map((each) => String(each).toLowerCase()) : [];
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
