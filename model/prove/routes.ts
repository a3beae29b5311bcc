/**
 * The proof at the routes: what each token can do there, with enforcement at the issuer and at the gateway, and that both
 * open the same routes to the same people. Exhaustive, so for small models only.
 */
import type { Access, Client, Route } from "../file/access";
import { CLIENT_TYPES } from "../okta/clientTypes";
import { compile } from "../compile/compile";
import { entitlementTable, groupsClaimName, isClaimPart } from "../compile/claims";
import { groupsInOkta } from "../evaluate/fromPlan";
import { names } from "../findings";
import { intent } from "../intent";
import type { Plan } from "../compile/plan";
import { DeployedPlan, type Counterexample } from "./compare";
import { subsetsOf } from "./exhaustive";
import { claimValues, isReadAsScopes, scopesAtGateway } from "./readEntitlements";

/** How far the proof came. */
export interface RouteProof {
  /** How many pairs of token and route were looked at. */
  readonly cases: number;
  readonly counterexample?: Counterexample;
}

type Enforcement = Client["enforcement"];

/** How many pairs `proveRoutes` would look at. */
export function countRouteCases(access: Access): number {
  const users = [...access.clients.values()].filter(({ type }) => CLIENT_TYPES[type].hasUsers);
  const perGroupSet = users.flatMap((client) => routesOf(access).map((route) => 2 ** askedOf(route, client).length));
  return 2 ** access.groups.size * perGroupSet.reduce((sum, count) => sum + count, 0);
}

/** Compares, for every client with users, each set of groups, each route and each set of the scopes that it asks for. */
export function proveRoutes(access: Access, plan: Plan): RouteProof {
  const groupSets = subsetsOf([...access.groups.keys()]);
  let cases = 0;
  for (const client of access.clients.values()) {
    if (!CLIENT_TYPES[client.type].hasUsers) continue;
    const modes = bothModes(access, plan, client);
    // A claim that a gateway reads as scopes may open a route to a token that has none of its own.
    const wider = plan.claims.some(isReadAsScopes);
    for (const route of routesOf(access)) {
      for (const groups of groupSets) {
        const asked = subsetsOf(wider ? client.ceiling : askedOf(route, client));
        cases += asked.length;
        const found = differs(modes, { client, route, groups }, asked);
        if (found) return { cases, counterexample: found };
      }
    }
  }
  return { cases };
}

interface Mode {
  readonly enforcement: Enforcement;
  readonly access: Access;
  /** The same file with the client's enforcement at the issuer: what the gateway has to come to as well. */
  readonly asIssuer: Access;
  readonly deployed: DeployedPlan;
}

/** The plan at hand, and the plan of the same file with the client's enforcement turned to the other side. */
function bothModes(access: Access, plan: Plan, client: Client): Mode[] {
  const asIssuer = withEnforcement(access, client, "issuer");
  const mine = { enforcement: client.enforcement, access, asIssuer, deployed: new DeployedPlan(plan) };
  const enforcement = client.enforcement === "issuer" ? "gateway" : "issuer";
  // The gateway cannot keep groups apart and knows no `requests`, so there is no such file where either is said.
  const separate = [...access.groups.values()].some((group) => group.separate.length > 0);
  if (separate || access.combinations.occurring !== undefined || client.requests !== "any") return [mine];
  const turned = withEnforcement(access, client, enforcement);
  const other = { ...turned, combinations: { limit: 1_000 } };
  return [mine, { enforcement, access: other, asIssuer, deployed: new DeployedPlan(compile(other)) }];
}

function withEnforcement(access: Access, client: Client, enforcement: Enforcement): Access {
  return { ...access, clients: new Map(access.clients).set(client.key, { ...client, enforcement }) };
}

function routesOf(access: Access): Route[] {
  return [...access.apis.values()].flatMap(({ routes }) => routes.filter((route) => route.access.kind === "scopes"));
}

function scopesOf({ access }: Route): readonly string[] {
  return access.kind === "scopes" ? access.scopes : [];
}

/** The scopes of a route that the client may be given: only these make a difference there. */
function askedOf(route: Route, client: Client): string[] {
  return scopesOf(route).filter((scope) => client.ceiling.includes(scope));
}

/** What the gateway counts of a token. */
function satisfies({ access }: Route, scopes: readonly string[]): boolean {
  if (access.kind === "public") return true;
  const has = (scope: string) => scopes.includes(scope);
  return access.match === "all" ? access.scopes.every(has) : access.scopes.some(has);
}

/** Who calls what, whichever scopes the token has. */
interface Call {
  readonly client: Client;
  readonly route: Route;
  readonly groups: readonly string[];
}

function differs(
  modes: readonly Mode[],
  call: Call,
  asked: readonly (readonly string[])[],
): Counterexample | undefined {
  const { client, route, groups } = call;
  const opened = modes.map((mode) => {
    const allowed = asked.filter((scopes) => satisfies(route, effective(mode, call, scopes)));
    const wrong = asked.find((scopes) => allowed.includes(scopes) !== intended(mode, call, scopes));
    return { mode, wrong, isOpen: allowed.length > 0 };
  });
  const bad = opened.find(({ wrong }) => wrong) ?? opened.find(({ isOpen }) => isOpen !== opened[0]!.isOpen);
  if (!bad) return undefined;
  const scopes = bad.wrong ?? scopesOf(route);
  return {
    groups,
    client: client.key,
    grant: client.grants[0]!,
    scopes,
    intended: `\`${route.key}\` is ${bad.wrong ? "for who holds its scopes" : "open alike in both modes"}`,
    decided: `with \`enforcement: ${bad.mode.enforcement}\`, the token counts as ${names(effective(bad.mode, call, scopes))}`,
  };
}

/** The scopes of the token that Okta gives, as far as the gateway counts them. */
function effective(
  { enforcement, access, deployed }: Mode,
  { client, route, groups }: Call,
  scopes: readonly string[],
): string[] {
  const { plan } = deployed;
  const decision = deployed.decide(
    { groups, client: client.key, grant: client.grants[0]!, scopes },
    groupsInOkta(plan, groups),
  );
  if (decision.decision === "denied") return [];
  const read = scopesAtGateway(plan, decision.scopes, decision.claims.access, scopesOf(route));
  if (enforcement === "issuer") return [...read];
  const claim = groupsClaimName(access);
  const released = plan.claims.filter(
    ({ name }) => claim !== undefined && isClaimPart(name, claim) && decision.claims.access.includes(name),
  );
  const named = claimValues(
    released.map(({ value }) => value),
    groups,
  );
  const table = entitlementTable(access);
  const entitled = new Set((named ?? []).flatMap((key) => table[key] ?? []));
  return read.filter((scope) => entitled.has(scope));
}

/** What a token with these scopes is to be able to do: only scopes to which the user is entitled count. */
function intended(
  { enforcement, asIssuer }: Mode,
  { client, route, groups }: Call,
  scopes: readonly string[],
): boolean {
  const granted = (asked: readonly string[]) =>
    intent(asIssuer, { groups, client: client.key, grant: client.grants[0]!, scopes: asked }).granted;
  if (enforcement === "issuer") return scopes.length > 0 && granted(scopes) && satisfies(route, scopes);
  return satisfies(
    route,
    scopes.filter((scope) => granted([scope])),
  );
}
