/** `npm start -- --check`: tries the running stack through a real OAuth client and the gateway, as a user would. */
import assert from "node:assert/strict";
import { decodeJwt, type JWTPayload } from "jose";
import type { Access } from "../../model/file";
import { OPENID } from "../../model/okta";
import type { Environment } from "../environment";
import {
  allowedSignIns,
  claimTrial,
  routeFor,
  twoPeople,
  type Allowed,
  type Candidate,
  type RouteTrial,
} from "./scenario";
import { signIn, SignInRefused } from "./signIn";

export interface CheckResult {
  readonly title: string;
  /** undefined: it is as it should be. */
  readonly failure?: string;
}

/** What Okta answers where no rule of any policy covers the request. */
const NO_MATCHING_POLICY = {
  error: "access_denied",
  description: "Policy evaluation failed for this request, please check the policy configurations.",
};

/** Runs all checks that the access file has a case for, in order; a failure does not stop the others. */
export async function selfCheck(
  access: Access,
  environment: Environment,
  personas: readonly Candidate[],
): Promise<CheckResult[]> {
  const allowed = allowedSignIns(access, personas);
  const pair = twoPeople(allowed);
  const checks = pair ? [...personChecks(access, environment, pair.less, pair.more)] : [];
  const claim = claimTrial(access, allowed);
  if (claim) checks.push(claimCheck(environment, claim));
  const results: CheckResult[] = [];
  for (const { title, run } of checks) results.push(await runCheck(title, run));
  return results;
}

interface Check {
  readonly title: string;
  readonly run: () => Promise<void>;
}

async function runCheck(title: string, run: () => Promise<void>): Promise<CheckResult> {
  try {
    await run();
    return { title };
  } catch (error) {
    // The message of an assertion holds scopes, statuses and claim names; a token is never compared.
    return { title, failure: error instanceof Error ? error.message : String(error) };
  }
}

function personChecks(access: Access, environment: Environment, less: Allowed, more: Allowed): Check[] {
  const onlyMore = more.entitled.find((scope) => less.refused.includes(scope))!;
  const open = routeFor(access, less.entitled);
  const shut = routeFor(
    access,
    more.entitled.filter((scope) => !less.entitled.includes(scope)),
  );
  const checks = [
    grantCheck(environment, less, less.entitled),
    grantCheck(environment, more, more.entitled),
    refusalCheck(environment, less, onlyMore),
  ];
  if (open) checks.push(openCheck(environment, less, open), noTokenCheck(environment, open));
  if (open && shut) checks.push(shutCheck(environment, less, open.scope, shut));
  return checks;
}

function grantCheck(environment: Environment, who: Allowed, scopes: readonly string[]): Check {
  return {
    title: `${who.persona.name} signs in at ${who.client} and gets ${scopes.join(" ")}`,
    run: async () => {
      const claims = await accessTokenClaims(environment, who, scopes);
      assert.deepEqual([...(claims["scp"] as string[])].sort(), [OPENID, ...scopes].sort());
      assert.equal(claims.aud, environment.audience);
      assert.equal(claims.iss, environment.issuer);
    },
  };
}

function refusalCheck(environment: Environment, who: Allowed, scope: string): Check {
  return {
    title: `${who.persona.name} asks ${who.client} for ${scope} and is refused by Okta: ${NO_MATCHING_POLICY.error}`,
    run: async () => {
      const refusal = await accessTokenClaims(environment, who, [scope]).then(
        () => assert.fail(`${scope} was granted`),
        (error: unknown) => error,
      );
      if (!(refusal instanceof SignInRefused)) throw refusal;
      assert.deepEqual({ error: refusal.error, description: refusal.description }, NO_MATCHING_POLICY);
    },
  };
}

function openCheck(environment: Environment, who: Allowed, trial: RouteTrial): Check {
  return {
    title: `${trial.route.key} with ${trial.scope}: 200`,
    run: async () =>
      assert.equal(await statusOf(environment, trial, await accessToken(environment, who, [trial.scope])), 200),
  };
}

function noTokenCheck(environment: Environment, trial: RouteTrial): Check {
  return {
    title: `${trial.route.key} without a token: 401`,
    run: async () => assert.equal(await statusOf(environment, trial, undefined), 401),
  };
}

function shutCheck(environment: Environment, who: Allowed, held: string, trial: RouteTrial): Check {
  return {
    title: `${trial.route.key} with ${held} only, not ${trial.scope}: 403`,
    run: async () => assert.equal(await statusOf(environment, trial, await accessToken(environment, who, [held])), 403),
  };
}

function claimCheck(environment: Environment, trial: NonNullable<ReturnType<typeof claimTrial>>): Check {
  const { claim, who } = trial;
  return {
    title: `${who.persona.name} gets the claim ${claim.name} with ${trial.with}, and not with ${trial.without}`,
    run: async () => {
      const read = async (scope: string) => {
        const tokens = await tokensOf(environment, who, [scope]);
        return decodeJwt(claim.tokens.includes("access") ? tokens.access_token : tokens.id_token!);
      };
      assert.equal(claim.name in (await read(trial.with)), true, `${claim.name} is missing with ${trial.with}`);
      assert.equal(claim.name in (await read(trial.without)), false, `${claim.name} is there with ${trial.without}`);
    },
  };
}

function tokensOf(environment: Environment, who: Allowed, scopes: readonly string[]) {
  const client = environment.clients[who.client]!;
  return signIn({ issuer: environment.issuer, client, login: who.persona.login, scopes: [OPENID, ...scopes] });
}

async function accessToken(environment: Environment, who: Allowed, scopes: readonly string[]): Promise<string> {
  return (await tokensOf(environment, who, scopes)).access_token;
}

async function accessTokenClaims(
  environment: Environment,
  who: Allowed,
  scopes: readonly string[],
): Promise<JWTPayload> {
  return decodeJwt(await accessToken(environment, who, scopes));
}

async function statusOf(environment: Environment, trial: RouteTrial, token: string | undefined): Promise<number> {
  const path = trial.route.path.replace(/\{[^}]+\}/g, "1");
  const response = await fetch(`${environment.apis[trial.api]}${path}`, {
    method: trial.route.method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(15_000),
  });
  await response.arrayBuffer();
  return response.status;
}
