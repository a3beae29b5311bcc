/** The factors of a user: enrol, list, activate, challenge, verify, remove. */
import { ApiError, notFound, validationFailed } from "../errors/apiErrors";
import { noContent, ok } from "../http/endpoint";
import { FACTORS } from "../oauth/authorize/factors";
import type { Factor, Json, User } from "../org/entities";
import { fieldsOf, rows, selfLink, times, type ApiCall } from "./apiEndpoint";
import { newTotpSecret, TOTP_LENGTH, TOTP_SECONDS, totpStep } from "./totp";
import { USER_PATH, USERS_PATH, userOf } from "./users";

const FACTORS_PATH = `${USER_PATH}/factors`;
const ONE = `${FACTORS_PATH}/{factorId}`;

/** The types that one enrols by a code. A code that is sent to somebody is always this one: nothing is sent anywhere. */
export const SENT_CODE = "123456";

const SENT: ReadonlySet<string> = new Set(["sms", "email", "call"]);
const TOTP = "token:software:totp";

/** Factor types and their providers. Source: Okta's Factors API. */
const SUPPORTED: readonly { readonly type: string; readonly provider: string }[] = [
  ...Object.values(FACTORS).flatMap(({ okta }) => okta ?? []),
  { type: TOTP, provider: "OKTA" },
];

export const factors = rows(
  "okta.users",
  { method: "GET", path: FACTORS_PATH, operation: "listFactors", handle: list },
  { method: "POST", path: FACTORS_PATH, operation: "enrollFactor", handle: enrol },
  { method: "GET", path: `${FACTORS_PATH}/catalog`, operation: "listSupportedFactors", handle: catalog },
  { method: "GET", path: ONE, operation: "getFactor", handle: (call) => ok(showOf(call)) },
  { method: "DELETE", path: ONE, operation: "unenrollFactor", handle: remove },
  { method: "POST", path: `${ONE}/lifecycle/activate`, operation: "activateFactor", handle: activate },
  { method: "POST", path: `${ONE}/verify`, operation: "verifyFactor", handle: verify },
);

function factorOf(call: ApiCall, user: User): Factor {
  const id = call.params["factorId"]!;
  const factor = user.factors.get(id);
  if (factor === undefined) throw notFound(id, "UserFactor");
  return factor;
}

function showOf(call: ApiCall): Json {
  const user = userOf(call);
  return show(call, user, factorOf(call, user));
}

function list(call: ApiCall) {
  const user = userOf(call);
  return ok([...user.factors.values()].map((factor) => show(call, user, factor)));
}

function catalog(call: ApiCall) {
  const held = new Set(
    [...userOf(call).factors.values()].map(({ factorType, provider }) => `${factorType} ${provider}`),
  );
  return ok(
    SUPPORTED.map(({ type, provider }) => ({
      factorType: type,
      provider,
      vendorName: provider,
      status: held.has(`${type} ${provider}`) ? "ACTIVE" : "NOT_SETUP",
      enrollment: "OPTIONAL",
    })),
  );
}

function enrol(call: ApiCall) {
  const { org } = call;
  const user = userOf(call);
  if (user.status !== "ACTIVE") throw new ApiError("E0000038");
  const fields = fieldsOf(call);
  const factorType = fields.text("factorType");
  const provider = fields.text("provider");
  const profile = fields.object("profile");
  const supported = SUPPORTED.some((each) => each.type === factorType && each.provider === provider);
  if (!supported) fields.wrong("factorType", "Factor type and provider are not supported together", null);
  const held = [...user.factors.values()].some((each) => each.factorType === factorType && each.provider === provider);
  if (held) fields.wrong("factorType", "A factor of this type is already set up", null);
  fields.check();
  checkProfile(factorType, profile);
  // A security question is answered at once, and with `activate=true` Okta trusts the number that it is given.
  const active = factorType === "question" || (call.query.get("activate") === "true" && SENT.has(factorType));
  const factor: Factor = {
    ...org.stamp(),
    id: org.newId("factor"),
    factorType,
    provider,
    status: active ? "ACTIVE" : "PENDING_ACTIVATION",
    profile,
    secret: factorType === TOTP ? newTotpSecret() : undefined,
  };
  user.factors.set(factor.id, factor);
  return ok({ ...show(call, user, factor), ...activation(factor) });
}

function checkProfile(type: string, profile: Json): void {
  const needed: Readonly<Record<string, string>> = {
    sms: "phoneNumber",
    call: "phoneNumber",
    email: "email",
    question: "answer",
  };
  const name = needed[type];
  if (name !== undefined && typeof profile[name] !== "string")
    throw validationFailed(`profile.${name}`, "The field cannot be left blank");
}

/** The secret of a one-time password is told once, so that it can be put into an app. */
function activation({ secret }: Factor): Json {
  if (secret === undefined) return {};
  return {
    _embedded: {
      activation: {
        timeStep: TOTP_SECONDS,
        sharedSecret: secret,
        encoding: "base32",
        keyLength: TOTP_LENGTH,
        factorResult: "WAITING",
      },
    },
  };
}

function remove(call: ApiCall) {
  const user = userOf(call);
  user.factors.delete(factorOf(call, user).id);
  return noContent;
}

function activate(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  if (factor.status === "ACTIVE") throw new ApiError("E0000038");
  checkCode(call, factor);
  factor.status = "ACTIVE";
  factor.lastUpdated = call.org.clock();
  return ok(show(call, user, factor));
}

/** Without a code the user is sent one; with it the factor is verified. */
function verify(call: ApiCall) {
  const user = userOf(call);
  const factor = factorOf(call, user);
  if (factor.status !== "ACTIVE" || user.status !== "ACTIVE") throw new ApiError("E0000038");
  const { passCode, answer } = call.json;
  if (factor.factorType === "question") {
    if (typeof answer !== "string" || answer !== factor.profile["answer"])
      throw new ApiError("E0000068", "", ["Your answer doesn't match our records. Please try again."]);
    return ok({ factorResult: "SUCCESS" });
  }
  if (passCode === undefined) return ok(challenged(factor));
  checkCode(call, factor);
  return ok({ factorResult: "SUCCESS" });
}

function challenged({ factorType }: Factor): Json {
  if (SENT.has(factorType)) return { factorResult: "CHALLENGE" };
  if (factorType === TOTP) throw new ApiError("E0000068", "", [WRONG_CODE]);
  return { factorResult: "WAITING" };
}

const WRONG_CODE = "Your code doesn't match our records. Please try again.";

function checkCode({ org, json }: ApiCall, factor: Factor): void {
  const code = typeof json["passCode"] === "string" ? json["passCode"] : "";
  if (factor.factorType !== TOTP) {
    if (code !== SENT_CODE) throw new ApiError("E0000068", "", [WRONG_CODE]);
    return;
  }
  const step = totpStep(factor.secret!, code, org.seconds());
  if (step === undefined) throw new ApiError("E0000068", "", [WRONG_CODE]);
  if (factor.lastStep !== undefined && step <= factor.lastStep) throw new ApiError("E0000082");
  factor.lastStep = step;
}

function show(call: ApiCall, user: User, factor: Factor): Json {
  const { answer: _, ...profile } = factor.profile;
  return {
    id: factor.id,
    factorType: factor.factorType,
    provider: factor.provider,
    vendorName: factor.provider,
    status: factor.status,
    ...times(factor),
    profile,
    ...selfLink(call.org, `${USERS_PATH}/${user.id}/factors/${factor.id}`),
  };
}
