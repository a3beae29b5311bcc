/** Verifying a factor: a challenge, then the answer to it. A push is answered elsewhere, and asked after here. */
import { ApiError, notFound, validationFailed } from "../../errors/apiErrors";
import { noContent, ok } from "../../http/endpoint";
import type { Factor, Json, User } from "../../org/entities";
import type { Push } from "../../people/pushes";
import { rows, time, type ApiCall } from "../apiEndpoint";
import { CODE_SECONDS, sendCode, TOTP, useCode, wrongCode } from "./factorCodes";
import { factorOf, FACTOR_PATH, factorPath, shownProfile } from "./factors";
import { userOf } from "./users";

const TRANSACTION = `${FACTOR_PATH}/transactions/{transactionId}`;

export const factorVerify = rows(
  "okta.users",
  { method: "POST", path: `${FACTOR_PATH}/verify`, operation: "verifyFactor", handle: verify },
  { method: "GET", path: TRANSACTION, operation: "getFactorTransactionStatus", handle: poll },
  // Okta's reference shows it as a link of the other two answers and does not describe it.
  { method: "DELETE", path: TRANSACTION, operation: "localCancelFactorTransaction", handle: cancel },
);

const SUCCESS = { factorResult: "SUCCESS" };

/** Without an answer it is a challenge. */
function verify(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  if (factor.status !== "ACTIVE" || user.status !== "ACTIVE") throw new ApiError("E0000038");
  if (factor.factorType === "push") return push(call, user, factor);
  if (factor.factorType === "question") return answer(call, factor);
  const { passCode } = call.json;
  if (passCode === undefined) return challenge(call, user, factor);
  useCode(call.org, factor, passCode);
  return ok(SUCCESS);
}

function answer({ json }: ApiCall, { profile }: Factor) {
  if (typeof json["answer"] !== "string" || json["answer"] !== profile["answer"])
    throw new ApiError("E0000068", "", ["Your answer doesn't match our records. Please try again."]);
  return ok(SUCCESS);
}

function challenge(call: ApiCall, user: User, factor: Factor) {
  if (factor.factorType === TOTP) throw wrongCode();
  sendCode(call.org, factor, lifetime(call.query));
  const profile = factor.factorType === "email" ? {} : { profile: shownProfile(factor) };
  return ok({ factorResult: "CHALLENGE", ...profile, _links: again(call, user, factor) });
}

/** `tokenLifetimeSeconds`. Source of its bounds: Okta's API reference. */
function lifetime(query: URLSearchParams): number {
  const text = query.get("tokenLifetimeSeconds");
  if (text === null) return CODE_SECONDS;
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > 86_400)
    throw validationFailed("tokenLifetimeSeconds", "The field must be a whole number from 1 to 86400");
  return seconds;
}

function push(call: ApiCall, user: User, factor: Factor) {
  const { useNumberMatchingChallenge: matching = false } = call.json;
  if (matching !== false)
    throw validationFailed("useNumberMatchingChallenge", "The local Okta does not model a challenge by numbers");
  const sent = call.okta.pushes.send(call.org.newId("factorTransaction"), user.id, factor.id);
  return ok(waiting(call, user, factor, sent), 201);
}

function waiting(call: ApiCall, user: User, factor: Factor, { id, ends }: Push): Json {
  const href = `${call.org.url}${factorPath(user, factor)}/transactions/${id}`;
  return {
    factorResult: "WAITING",
    expiresAt: time(ends),
    _links: { poll: { href, hints: { allow: ["GET"] } }, cancel: { href, hints: { allow: ["DELETE"] } } },
  };
}

/** That of another factor is not there. */
function pushOf(call: ApiCall, factor: Factor): Push {
  const id = call.params["transactionId"]!;
  const found = call.okta.pushes.get(id);
  if (found?.factorId !== factor.id) throw notFound(id, "FactorTransaction");
  return found;
}

function poll(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  const found = pushOf(call, factor);
  const factorResult = call.okta.pushes.result(found);
  if (factorResult === "SUCCESS") return ok(SUCCESS);
  const profile = { credentialId: user.profile["login"], ...shownProfile(factor) };
  if (factorResult === "WAITING") return ok({ ...waiting(call, user, factor, found), profile });
  return ok({ factorResult, profile, _links: again(call, user, factor) });
}

function cancel(call: ApiCall) {
  call.okta.pushes.cancel(pushOf(call, factorOf(call, userOf(call))));
  return noContent;
}

/** Where one tries again. */
function again({ org }: ApiCall, user: User, factor: Factor): Json {
  const href = org.url + factorPath(user, factor);
  return {
    verify: { href: `${href}/verify`, hints: { allow: ["POST"] } },
    factor: { href, hints: { allow: ["GET", "DELETE"] } },
  };
}
