/**
 * `access start --check`: tries a running stack as its users would, through a real OAuth client and the gateways. What is
 * tried comes from the access file and the people of the local org, whatever they are.
 */
import assert from "node:assert/strict";
import type { Access, Api, Claim, Client, Person, Route } from "../../model/file";
import type { Environment } from "../environment";
import { ApiTrials, type CallTrial, type NarrowTrial, type StepUpTrial } from "./apiTrials";
import { call, type Verdict, expectMetadata, hasMetadata } from "./calls";
import { claimTrials, type ClaimTrial } from "./claimTrials";
import { grantTrial, refusalTrial, type GrantTrial, type RefusalTrial } from "./clientTrials";
import { Holders, named } from "./holders";
import { SignInRefused } from "./signIn";
import { Tokens, type Held } from "./tokens";

export interface CheckResult {
  readonly title: string;
  /** What is not as it should be. */
  readonly failure?: string;
  /** Why it could not be tried. */
  readonly untried?: string;
}

/** What of a result is found out by trying; a title that names who it was takes the place of the first one. */
type Outcome = { readonly title?: string; readonly untried?: string };

interface Check {
  readonly title: string;
  readonly run: () => Promise<Outcome> | Outcome;
}

/** Runs every check that the access file has a case for, in its order; a failure does not stop the others. */
export async function selfCheck(
  access: Access,
  environment: Environment,
  people: readonly Person[],
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { title, run } of new Checks(access, environment, people).all()) {
    try {
      results.push({ title, ...(await run()) });
    } catch (error) {
      // The message of an assertion holds scopes, statuses and claim names; a token is never compared.
      results.push({ title, failure: error instanceof Error ? error.message : String(error) });
    }
  }
  if (results.some(({ untried }) => untried === undefined)) return results;
  const why = "nothing was tried: there is no client, API or claim of which anything can be tried here";
  return [...results, { title: "the self-check", failure: why }];
}

class Checks {
  readonly #access: Access;
  readonly #environment: Environment;
  readonly #holders: Holders;
  readonly #tokens: Tokens;

  constructor(access: Access, environment: Environment, people: readonly Person[]) {
    this.#access = access;
    this.#environment = environment;
    this.#holders = new Holders(access, people, environment);
    this.#tokens = new Tokens(this.#holders, environment);
  }

  *all(): Generator<Check> {
    for (const client of this.#access.clients.values()) yield* this.#ofClient(client);
    for (const api of this.#access.apis.values()) yield* this.#ofApi(api);
    for (const claim of this.#access.claims.values()) if (claim.scopes.length > 0) yield this.#ofClaim(claim);
  }

  *#ofClient(client: Client): Generator<Check> {
    const obstacle =
      this.#holders.obstacle(client) ?? (client.ceiling.length === 0 ? "it has no scope of this server" : undefined);
    if (obstacle !== undefined) return yield untried(`a token for ${client.key}`, obstacle);
    const grant = grantTrial(this.#holders, client);
    if (grant === undefined)
      return yield untried(`a token for ${client.key}`, "nobody among the people of the local org may have one");
    yield this.#granted(grant);
    const refusal = refusalTrial(this.#access, this.#holders, client);
    if (refusal === undefined)
      return yield untried(`a refusal at ${client.key}`, "whoever may use it may have all that can be asked for");
    yield this.#refused(refusal);
  }

  #granted({ candidates, scopes }: GrantTrial): Check {
    const title = (who: string) => `${who} gets ${scopes.join(" ")}`;
    return {
      title: title(named(candidates[0]!)),
      run: async () => {
        const { holder, access } = await this.#tokens.ofFirst(candidates, scopes);
        const given = Array.isArray(access["scp"]) ? (access["scp"] as string[]) : [];
        assert.deepEqual([...given].sort(), this.#holders.requested(holder, scopes).sort());
        assert.equal(access.aud, this.#environment.audience);
        assert.equal(access.iss, this.#environment.issuer);
        return { title: title(named(holder)) };
      },
    };
  }

  #refused({ candidates, scopes, refusal }: RefusalTrial): Check {
    const { error, errorDescription: description } = refusal;
    const title = `${named(candidates[0]!)} asks for ${scopes.join(" ")} and is refused by Okta: ${error}, ${description}`;
    return {
      title,
      run: async () => {
        const answer = await this.#tokens.ofFirst(candidates, scopes).then(
          ({ holder }) => assert.fail(`${named(holder)} was granted ${scopes.join(" ")}`),
          (refused: unknown) => refused,
        );
        if (!(answer instanceof SignInRefused)) throw answer;
        assert.deepEqual({ error: answer.error, description: answer.description }, { error, description });
        return {};
      },
    };
  }

  *#ofApi(api: Api): Generator<Check> {
    const url = this.#environment.apis[api.key];
    const title = `calls of ${api.key}`;
    if (url === undefined) return yield untried(title, "the stack has no address for it");
    if (!/^https?:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url))
      return yield untried(title, `it answers at ${url}, which is not in the local cloud`);
    const trials = new ApiTrials(this.#access, this.#holders, api, this.#environment.echoes);
    if (trials.hasScopes) yield* this.#ofProtected(api, url, trials);
    if (hasMetadata(this.#access, api)) yield this.#found(api, url);
    if (trials.hasStepUp) {
      const trial = trials.stepUp();
      const before = `a step-up at ${api.key}`;
      if (trial === undefined) yield untried(before, NOBODY);
      else yield* this.#steppedUp(api, url, trial);
    }
    if (trials.hasPublic) {
      const route = trials.public();
      if (route === undefined) yield untried(`a public call of ${api.key}`, ELSEWHERE);
      else yield this.#withoutToken(`${at(api, route)} without a token, for it is public: let through`, url, route);
    }
  }

  *#ofProtected(api: Api, url: string, trials: ApiTrials): Generator<Check> {
    const allowed = trials.allowed();
    if (allowed === undefined) yield untried(`an allowed call of ${api.key}`, NOBODY_AS_IS);
    else yield this.#letThrough(api, url, allowed);
    const route = trials.protected()!;
    yield this.#withoutToken(`${at(api, route)} without a token: 401`, url, route);
    const narrow = trials.narrow(route);
    const title = `${at(api, route)} without its scope`;
    if (narrow === undefined) yield untried(title, "nobody can have a token that is good for something else");
    else yield this.#tooNarrow(api, url, narrow);
  }

  #found(api: Api, url: string): Check {
    return {
      title: `${api.key} says at its well-known address what it asks for`,
      run: async () => {
        await expectMetadata(this.#access, api, { url, issuer: this.#environment.issuer });
        return {};
      },
    };
  }

  #letThrough(api: Api, url: string, { route, candidates, scopes }: CallTrial): Check {
    const title = (who: string) => `${at(api, route)} by ${who} with ${scopes.join(" ")}: let through`;
    return {
      title: title(named(candidates[0]!)),
      run: async () => {
        const { holder, accessToken } = await this.#tokens.ofFirst(candidates, scopes);
        await expectCall(url, route, accessToken, "let through");
        return { title: title(named(holder)) };
      },
    };
  }

  #withoutToken(title: string, url: string, route: Route): Check {
    const wanted = route.access.kind === "public" ? "let through" : 401;
    return {
      title,
      run: async () => {
        await expectCall(url, route, undefined, wanted);
        return {};
      },
    };
  }

  #tooNarrow(api: Api, url: string, { route, candidates, scopes, narrowed }: NarrowTrial): Check {
    const what =
      scopes.length === 0
        ? "an ID token's scopes only"
        : `${scopes.join(" ")}${narrowed ? ", which does not count" : " only"}`;
    const title = (who: string) => `${at(api, route)} by ${who} with ${what}: refused`;
    return {
      title: title(named(candidates[0]!)),
      run: async () => {
        const { holder, accessToken } = await this.#tokens.ofFirst(candidates, scopes);
        await expectCall(url, route, accessToken, "refused");
        return { title: title(named(holder)) };
      },
    };
  }

  /** Both with the same person: what opens the route is the sign-in alone. */
  *#steppedUp(api: Api, url: string, { route, candidates, scopes, stepUp, challenged }: StepUpTrial): Generator<Check> {
    const level = `${stepUp.acr} at most ${stepUp.maxAge} s ago`;
    const after = (): Promise<Held> => this.#tokens.ofFirst(candidates, scopes, stepUp);
    const who = named(candidates[0]!);
    yield {
      title: `${at(api, route)} by ${who} before a step-up: refused${challenged ? ", and told what to sign in with" : ""}`,
      run: async () => {
        const { holder } = await after();
        const { accessToken } = await this.#tokens.of(holder, scopes);
        await expectCall(url, route, accessToken, challenged ? "needs a better sign-in" : "refused");
        return {};
      },
    };
    yield {
      title: `${at(api, route)} by ${who} after a sign-in with ${level}: let through`,
      run: async () => {
        await expectCall(url, route, (await after()).accessToken, "let through");
        return {};
      },
    };
  }

  #ofClaim(claim: Claim): Check {
    const trials = claimTrials(this.#holders, claim);
    const title = `the claim ${claim.name} with one of its scopes and without`;
    const [trial] = trials;
    if (trial === undefined) return untried(title, "nobody can have both such tokens, and a value for it");
    return { title: claimTitle(claim, trial), run: () => this.#claimed(claim, trials) };
  }

  async #claimed(claim: Claim, trials: readonly ClaimTrial[]): Promise<Outcome> {
    for (const trial of trials) {
      const has = async (scopes: readonly string[]) => {
        const { access, id } = await this.#tokens.of(trial.holder, scopes);
        return claim.name in ((claim.tokens.includes("access") ? access : id) ?? {});
      };
      assert.equal(await has(trial.without), false, `${claim.name} is there with ${scopesText(trial.without)}`);
      if (await has(trial.with)) return { title: claimTitle(claim, trial) };
      assert.equal(trial.value, "unknown", `${claim.name} is missing with ${trial.with.join(" ")}`);
    }
    const people = trials.map(({ holder }) => named(holder)).join(", ");
    return { untried: `it has no value for ${people}; without its scopes none of them has it` };
  }
}

const ELSEWHERE = "no such route leads to a handler of the product";
const NOBODY = `${ELSEWHERE}, or nobody among the people may call one`;
const NOBODY_AS_IS = `${NOBODY} as they have signed in`;

/** `orders GET /orders`: several APIs may have one such route each. */
function at(api: Api, route: Route): string {
  return `${api.key} ${route.key}`;
}

function untried(title: string, reason: string): Check {
  return { title, run: () => ({ untried: reason }) };
}

function claimTitle({ name }: Claim, { holder, with: yes, without: no }: ClaimTrial): string {
  return `${named(holder)} gets the claim ${name} with ${yes.join(" ")}, and not with ${scopesText(no)}`;
}

function scopesText(scopes: readonly string[]): string {
  return scopes.length === 0 ? "an ID token's scopes alone" : scopes.join(" ");
}

async function expectCall(url: string, route: Route, token: string | undefined, wanted: Verdict | 401): Promise<void> {
  const { status, verdict } = await call(url, route, token);
  const isWanted = wanted === 401 ? status === 401 && verdict === "refused" : verdict === wanted;
  assert.ok(isWanted, `the answer is ${status}, ${verdict}; it should be ${wanted}`);
}
