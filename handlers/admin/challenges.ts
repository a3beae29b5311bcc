/** The factor broker: challenges a factor of a user for callers that do not speak OIDC, and tells them what came of it. */
import * as z from "zod";
import { type Item, type OktaApi, oktaId, oktaPath, passCode, seconds } from "okta-api-access/service";
import { type HttpResponse, json, problem } from "okta-api-access/guard";
import { enrolmentId } from "./factors";
import { factorView, kindOf, type FactorKind } from "./factorView";
import { isWithin } from "./limits";
import { notFound, oktaRefusal, withBody, type Operation, type OperationCall } from "./operation";
import { isOwn, newItemId, ownerOf } from "./ownItems";

/** What a challenge is for, in the caller's own words: whoever verifies it must name the same. */
const purpose = z.string().regex(/^[a-z][a-z0-9:-]{2,63}$/);

const challengeRequest = z.strictObject({ factorId: z.string().regex(oktaId), purpose });

/** Seconds that a challenge lives: as long as a code that Okta sends. */
const LIFETIME = 300;
/** Challenges of one person within so many seconds: more would only wear them down, or cost their sender money. */
const CHALLENGES = { inAll: 12, perClient: 5, seconds: 600 };
/** Codes for one challenge, and for one factor within so many seconds, right ones too, whatever the number of challenges. */
const CODES_MAX = 3;
const FACTOR_CODES = { inAll: 20, perClient: 10, seconds: 3_600 };

const NOT_CHALLENGED = {
  E0000038: problem(409, "the user or the factor is not active"),
  E0000109: problem(429, "a code was sent a moment ago"),
  E0000118: problem(429, "a code was sent a moment ago"),
};

export const createChallenge = withBody(
  challengeRequest,
  "a challenge: `factorId`, and a `purpose` of lower-case words joined by `-` or `:`",
  async ({ caller, params, body, about, backend }) => {
    const { id: user = "" } = params;
    about.factor = body.factorId;
    const path = oktaPath`/api/v1/users/${user}/factors/${body.factorId}`;
    const found = await backend.okta({ method: "GET", path });
    if (found.status !== 200) return oktaRefusal(found);
    const { factorType, status } = factorView.parse(found.body);
    const kind = kindOf(factorType);
    if (kind === undefined) return problem(422, "a factor of this type cannot be challenged here");
    if (status !== "ACTIVE") return NOT_CHALLENGED.E0000038;
    const now = seconds(backend.now());
    const enrolled = await backend.table.get(enrolmentId(user, body.factorId));
    if (enrolled !== undefined && isOwn(enrolled, caller))
      return problem(403, "whoever has set up a factor does not challenge it");
    if (!(await isWithin(backend.table, caller, { id: `challenged#${user}`, ...CHALLENGES }, now)))
      return problem(429, "the person has been challenged too often in the last minutes");
    const started = await startAt(backend.okta, path, kind);
    if ("refused" in started) return started.refused;
    const challengeId = newItemId();
    about.challenge = challengeId;
    await backend.table.put({
      id: `challenge#${challengeId}`,
      expires: now + LIFETIME,
      ...ownerOf(caller),
      user,
      factor: body.factorId,
      kind,
      purpose: body.purpose,
      transaction: started.transaction,
      codes: 0,
      state: "waiting",
    });
    return json(201, { id: challengeId, type: kind, status: "waiting", expiresIn: LIFETIME });
  },
);

type Started = { readonly transaction: string } | { readonly refused: HttpResponse };

/** Has Okta send a code or a push; for a one-time password there is nothing to send. */
async function startAt(okta: OktaApi, path: string, kind: FactorKind): Promise<Started> {
  if (kind === "totp") return { transaction: "" };
  const response = await okta({ method: "POST", path: `${path}/verify`, body: {} });
  if (response.status >= 300) return { refused: oktaRefusal(response, NOT_CHALLENGED) };
  return { transaction: kind === "push" ? transactionOf(response.body) : "" };
}

const pushView = z.object({ _links: z.object({ poll: z.object({ href: z.url() }) }) });

/** The last part of the address at which Okta says what became of a push. The address itself is not believed. */
function transactionOf(body: unknown): string {
  const { pathname } = new URL(pushView.parse(body)._links.poll.href);
  return decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
}

/** The challenge that the path names, of that user and of the caller's own; undefined: there is none for this caller. */
async function challengeOf({ caller, params, backend }: OperationCall): Promise<Item | undefined> {
  const item = await backend.table.get(`challenge#${params["challengeId"]!}`);
  return item !== undefined && item["user"] === params["id"] && isOwn(item, caller) ? item : undefined;
}

export const getChallenge: Operation = async (call) => {
  const challenge = await challengeOf(call);
  if (challenge === undefined) return notFound;
  if (challenge["state"] !== "waiting" || challenge["kind"] !== "push") return shown(challenge);
  const { user, factor, transaction } = challenge;
  const path = oktaPath`/api/v1/users/${String(user)}/factors/${String(factor)}/transactions/${String(transaction)}`;
  const response = await call.backend.okta({ method: "GET", path });
  if (response.status !== 200) return oktaRefusal(response);
  const state = PUSH_STATES.get(String(resultOf(response.body))) ?? "rejected";
  if (state === "waiting") return shown(challenge);
  const settled = await call.backend.table.update(challenge.id, { state }, WAITING);
  return shown(settled ?? (await challengeOf(call)) ?? { ...challenge, state: "expired" });
};

function resultOf(body: unknown): unknown {
  return (body as { factorResult?: unknown } | null | undefined)?.factorResult;
}

/** What Okta says of a push; anything else is a no. */
const PUSH_STATES: ReadonlyMap<string, string> = new Map([
  ["WAITING", "waiting"],
  ["SUCCESS", "verified"],
  ["TIMEOUT", "expired"],
]);

const WAITING = { expression: "#state = :waiting", values: { ":waiting": "waiting" } };

function shown({ id, kind, state, purpose: what }: Item): HttpResponse {
  return json(200, { id: id.slice(id.indexOf("#") + 1), type: kind!, status: state!, purpose: what! });
}

const answer = z.strictObject({ purpose, passCode });

/** Each challenge is verified once, by the caller that began it, for the purpose that it was begun for. */
export const verifyChallenge = withBody(
  answer,
  "an answer: the challenge's `purpose`, and a `passCode` of digits",
  async (call) => {
    const { body, backend } = call;
    const challenge = await challengeOf(call);
    if (challenge === undefined) return notFound;
    if (challenge["purpose"] !== body.purpose) return problem(422, "the challenge was begun for another purpose");
    if (challenge["kind"] === "push") return problem(422, "a push is answered on the person's own device");
    const [user, factor] = [String(challenge["user"]), String(challenge["factor"])];
    const counted = await countCode(call, challenge);
    if (counted === undefined) return problem(409, "the challenge is over, or another code for it is being looked at");
    call.about.factor = factor;
    const limit = { id: `codes#${user}#${factor}`, ...FACTOR_CODES };
    if (!(await isWithin(backend.table, call.caller, limit, seconds(backend.now()))))
      return problem(429, "there have been too many codes for this factor in the last hour");
    const path = oktaPath`/api/v1/users/${user}/factors/${factor}/verify`;
    const response = await backend.okta({ method: "POST", path, body: { passCode: body.passCode } });
    if (response.status === 200 && resultOf(response.body) === "SUCCESS") return succeed(call, challenge);
    return oktaRefusal(response, {
      E0000068: problem(422, "the code is wrong", { codesLeft: CODES_MAX - Number(counted["codes"]) }),
      E0000082: problem(422, "the code was used before", { codesLeft: CODES_MAX - Number(counted["codes"]) }),
      ...NOT_CHALLENGED,
    });
  },
);

/** INVARIANT: a code is counted before it is looked at, so that no number of callers at once gets more of them. */
function countCode({ backend }: OperationCall, challenge: Item): Promise<Item | undefined> {
  const codes = Number(challenge["codes"]) + 1;
  if (codes > CODES_MAX) return Promise.resolve(undefined);
  return backend.table.update(
    challenge.id,
    { codes },
    {
      expression: "#state = :waiting AND #codes = :before",
      values: { ":waiting": "waiting", ":before": Number(challenge["codes"]) },
    },
  );
}

async function succeed({ backend }: OperationCall, challenge: Item): Promise<HttpResponse> {
  const verified = await backend.table.update(challenge.id, { state: "verified" }, WAITING);
  return verified === undefined ? problem(409, "the challenge is over") : shown(verified);
}
